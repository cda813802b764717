import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command.ts';
import { projectRoot, userCacheDir } from './paths.ts';
import { say, seconds, step, tail } from './report.ts';

const electronPackage = join(projectRoot, 'node_modules', 'electron');
const REACH_LIMIT_MS = 8_000;
const DOWNLOAD_LIMIT_MS = 10 * 60_000;
/** How long a failed download is remembered, so that the next starts don't wait for it again. */
export const FAILURE_LIFETIME_MS = 6 * 60 * 60_000;

const manifestSchema = z.object({ version: z.string() });
const failureSchema = z.object({ version: z.string(), at: z.number() });
export type DownloadFailure = z.infer<typeof failureSchema>;

/** The release that package.json asks for. */
export function officialVersion(): string {
  return manifestSchema.parse(JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')))
    .version;
}

/** The installed official executable, or null. The `electron` package notes its name in path.txt once extracted. */
export async function findOfficialRuntime(): Promise<{ dist: string; executable: string } | null> {
  const dist = join(electronPackage, 'dist');
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const [name, version] = [await read(join(electronPackage, 'path.txt')), await read(join(dist, 'version'))];
  if (name === '' || version.replace(/^v/, '') !== officialVersion()) return null;
  return { dist, executable: join(dist, name) };
}

/** Whether a download that failed before is worth another attempt. */
export function isWorthTrying(failure: DownloadFailure | null, version: string, now: number): boolean {
  if (failure === null || failure.version !== version) return true;
  return now < failure.at || now - failure.at >= FAILURE_LIFETIME_MS;
}

const failureFile = (): string => join(userCacheDir(), 'electron-download-failed.json');

async function readFailure(): Promise<DownloadFailure | null> {
  try {
    return failureSchema.parse(JSON.parse(await readFile(failureFile(), 'utf8')));
  } catch {
    return null;
  }
}

async function rememberFailure(version: string): Promise<void> {
  await mkdir(userCacheDir(), { recursive: true });
  await writeFile(failureFile(), JSON.stringify({ version, at: Date.now() } satisfies DownloadFailure));
}

/** The archive of a release, where @electron/get looks for it. */
export function downloadUrl(version: string, env: NodeJS.ProcessEnv = process.env): string {
  const mirror = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror;
  const base = mirror ?? 'https://github.com/electron/electron/releases/download/';
  return `${base}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
}

/** Whether @electron/get has the archive in its cache, in which case no network is needed. */
function isArchiveCached(version: string): boolean {
  const folders: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), 'Library', 'Caches', 'electron'),
    win32: join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'electron', 'Cache'),
  };
  const fallback = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'electron');
  const folder = process.env.electron_config_cache ?? folders[process.platform] ?? fallback;
  try {
    const archive = `electron-v${version}-${process.platform}-${process.arch}.zip`;
    return readdirSync(folder, { recursive: true }).some((path) => String(path).endsWith(archive));
  } catch {
    return false;
  }
}

async function isReachable(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(REACH_LIMIT_MS),
    });
    return response.status < 400;
  } catch {
    return false;
  }
}

/**
 * Downloads the official binary. The host is asked first, with a short limit: a network that silently drops what it
 * doesn't like would otherwise hold the start up for minutes.
 *
 * @returns false when it can't be had here; the failure is remembered for some hours
 */
export async function downloadOfficialRuntime(options: { retry: boolean }): Promise<boolean> {
  const version = officialVersion();
  if (!options.retry && !isWorthTrying(await readFailure(), version, Date.now())) return false;
  const started = performance.now();
  if (!isArchiveCached(version) && !(await isReachable(downloadUrl(version)))) {
    say(`Electron ${version} can't be downloaded here (asked for ${seconds(performance.now() - started)}).`);
    await rememberFailure(version);
    return false;
  }
  const result = await step(`Downloading Electron ${version}`, () =>
    runCommand(process.execPath, [join(electronPackage, 'install.js')], { timeLimit: DOWNLOAD_LIMIT_MS }),
  );
  if (result.code !== 0) {
    say(`Electron ${version} could not be downloaded: ${tail(result.output, 1) || 'no answer'}`);
    await rememberFailure(version);
    return false;
  }
  await rm(failureFile(), { force: true });
  return true;
}
