import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadOfficialRuntime, findOfficialRuntime, officialVersion } from './official-runtime.ts';
import { LauncherError, say } from './report.ts';
import {
  ensureTrialRuntime,
  isTrialRuntimePossible,
  isTrialRuntimeReady,
  trialRuntimeDir,
} from './trial-runtime.ts';

/**
 * An Electron to run the app on.
 * - `official`: the release that package.json names;
 * - `trial`: an older one for trying and testing only, where the official binary can't be downloaded;
 * - `custom`: the folder that ELECTRON_OVERRIDE_DIST_PATH names.
 */
export interface ElectronRuntime {
  readonly kind: 'official' | 'trial' | 'custom';
  readonly version: string;
  /** The folder of the distribution. */
  readonly dist: string;
  readonly executable: string;
}

/** The executable's path inside a distribution of Electron. */
export function executableName(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

function versionOf(dist: string): string {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return 'unknown';
  }
}

/** The runtime that is ready on this machine, or null. Quick, and touches no network. */
export async function findRuntime(env: NodeJS.ProcessEnv = process.env): Promise<ElectronRuntime | null> {
  const chosen = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (chosen !== undefined && chosen !== '') {
    const executable = join(chosen, executableName());
    if (!existsSync(executable)) {
      throw new LauncherError(`ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron: ${chosen}`);
    }
    return { kind: 'custom', version: versionOf(chosen), dist: chosen, executable };
  }
  const official = await findOfficialRuntime();
  if (official !== null) return { kind: 'official', version: officialVersion(), ...official };
  const dist = trialRuntimeDir();
  if (isTrialRuntimePossible() && (await isTrialRuntimeReady(dist))) {
    return { kind: 'trial', version: versionOf(dist), dist, executable: join(dist, executableName()) };
  }
  return null;
}

/**
 * The runtime to use: the official binary when it is there or can be downloaded, else the trial runtime.
 *
 * @param options.retry attempt the download even though it failed a short while ago
 * @throws LauncherError when this machine can have neither
 */
export async function ensureRuntime(options: { retry: boolean }): Promise<ElectronRuntime> {
  const present = await findRuntime();
  if (present !== null && present.kind !== 'trial') return present;
  if (await downloadOfficialRuntime(options)) {
    const downloaded = await findRuntime();
    if (downloaded !== null && downloaded.kind === 'official') return downloaded;
  }
  if (!isTrialRuntimePossible()) {
    throw new LauncherError(
      `Electron ${officialVersion()} is needed and could not be downloaded from github.com.\n` +
        'Connect to a network that reaches it, or set ELECTRON_MIRROR to a mirror of its releases,\n' +
        'then run: npm start -- --retry-download',
    );
  }
  await ensureTrialRuntime();
  const trial = await findRuntime();
  if (trial === null) throw new LauncherError('The trial runtime could not be made; see the messages above.');
  say(
    `Using Electron ${trial.version}, an older runtime for trying and testing only ` +
      `(the product's own is ${officialVersion()}).`,
  );
  return trial;
}
