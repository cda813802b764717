import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type { WatchProblem } from '../../shared/domain/watch.ts';
import { fileErrorCode } from '../ingest/file-errors.ts';

/** Whether `path` is `folder` or inside it. Both are real paths. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way));
}

interface Watched {
  readonly name: string;
  readonly path: string;
}

/**
 * Why a folder can't be watched, judged by real paths: each file belongs to one watched folder only, and the app's own
 * files to none. Null when it can.
 */
export function problemOf(
  path: string,
  watched: readonly Watched[],
  ownFolders: readonly string[],
): WatchProblem | null {
  if (ownFolders.some((own) => isWithin(own, path) || isWithin(path, own))) return { kind: 'app_data' };
  for (const { name, path: other } of watched) {
    if (isWithin(other, path)) return { kind: isWithin(path, other) ? 'watched' : 'inside_watched', name };
    if (isWithin(path, other)) return { kind: 'contains_watched', name };
  }
  return null;
}

/** The folder's own path, without links; or why it is none. */
export async function realFolder(path: string): Promise<{ path: string } | { problem: WatchProblem }> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? { path: real } : { problem: { kind: 'not_a_folder' } };
  } catch (error) {
    const missing = fileErrorCode(error) === 'file_missing';
    return { problem: { kind: missing ? 'not_a_folder' : 'unreadable' } };
  }
}

/** A path that may not be there any more, as it would be compared. */
export async function realOrSame(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}
