import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFileSystem } from './errors.ts';

const PREFIX = 'sparklio-media-';

/** Removes a folder; what can't be removed now is found by the next sweep. */
const remove = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);

/**
 * Runs `use` with an empty folder that is gone afterwards. Its name holds this process's id, so that what a
 * killed worker leaves behind can be told from what is in use.
 *
 * @throws MediaError `disk_full` or `file_unreadable` when there is no room or no right to make one
 */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`)).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  try {
    return await use(folder);
  } finally {
    await remove(folder);
  }
}

/** Removes the folders of workers that are no more. Never fails. */
export async function sweepTemporaryFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const left = names.filter((name) => name.startsWith(PREFIX) && !isRunning(ownerOf(name)));
  await Promise.all(left.map((name) => remove(join(tmpdir(), name))));
}

const ownerOf = (name: string): number => Number.parseInt(name.slice(PREFIX.length), 10);

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person's process is running, though not ours to signal.
    return error instanceof Error && 'code' in error && error.code !== 'ESRCH';
  }
}
