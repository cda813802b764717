import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { projectRoot } from './paths.ts';
import { LauncherError, step, tail } from './report.ts';

const SOURCE_FOLDERS = ['electron', 'renderer', 'shared'];
const SOURCE_FILES = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const TEST_FILE = /\.test\.tsx?$/;

/** Fingerprint of everything the build reads: paths and contents, in a fixed order. Hex. */
export async function sourceFingerprint(root: string): Promise<string> {
  const paths: string[] = [];
  for (const folder of SOURCE_FOLDERS) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      if (entry.isFile() && !TEST_FILE.test(entry.name)) paths.push(join(entry.parentPath, entry.name));
    }
  }
  paths.push(...SOURCE_FILES.map((name) => join(root, name)).filter((path) => existsSync(path)));

  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const stampOf = (root: string): string => join(root, 'out', '.built-from');

export async function isBuildCurrent(root: string): Promise<boolean> {
  const stamp = await readFile(stampOf(root), 'utf8').catch(() => '');
  return stamp !== '' && stamp === (await sourceFingerprint(root));
}

/**
 * The environment of a build. The output has to run on the trial runtime as well as on the current Electron, so it is
 * made for the older one.
 */
export function buildEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, ELECTRON_MAJOR_VER: '33' };
}

/**
 * Builds the app into out/.
 *
 * @throws LauncherError with the end of the bundler's output
 */
export async function build(root = projectRoot): Promise<void> {
  const fingerprint = await sourceFingerprint(root);
  await step('Building the app', async () => {
    const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    const result = await runCommand(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
      cwd: root,
      env: { ...buildEnv(), NO_COLOR: '1' },
    });
    if (result.code !== 0) throw new LauncherError(`The build failed:\n${tail(result.output, 40)}`);
  });
  await mkdir(join(root, 'out'), { recursive: true });
  await writeFile(stampOf(root), fingerprint);
}

export async function buildIfStale(root = projectRoot): Promise<void> {
  if (!(await isBuildCurrent(root))) await build(root);
}

/**
 * Prepares the empty database that new local libraries are copied from: making one takes many seconds, a copy less
 * than one. Quick when it is there already.
 */
export async function prepareTemplate(root = projectRoot): Promise<void> {
  const script = join(root, 'scripts', 'prepare-template.mjs');
  if (!existsSync(script)) return;
  await step('Preparing the database template', async () => {
    const result = await runCommand(process.execPath, [script], { cwd: root });
    if (result.code !== 0) throw new LauncherError(`The template failed:\n${tail(result.output, 40)}`);
  });
}
