import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnored, isNamed } from './ignore.ts';
import type { Seen } from './settling.ts';

/** A file below a watched folder. */
export interface WalkedFile {
  /** Below the folder, with `/`, as the drive spells it. */
  readonly path: string;
  readonly seen: Seen;
}

/** What a walk could not look into: a folder's path below the watched one, `''` for itself. */
export interface Unread {
  readonly unread: string;
  readonly error: unknown;
}

/** Nobody nests deeper; what seems to is mounted into itself. */
const deepest = 64;

function seenOf(stats: Pick<Stats, 'size' | 'mtimeMs' | 'ino'>): Seen {
  return { size: stats.size, mtimeMs: Math.trunc(stats.mtimeMs), inode: String(stats.ino) };
}

/**
 * The files below a folder, in no order. Links are not followed, so nothing outside of it is ever reached and no loop
 * walked. A folder that can't be read is told and passed over.
 *
 * @param except a folder directly inside that is left out
 */
export async function* walk(
  root: string,
  except: string | null,
  signal: AbortSignal,
): AsyncGenerator<WalkedFile | Unread> {
  yield* folder('', 0);

  async function* folder(path: string, depth: number): AsyncGenerator<WalkedFile | Unread> {
    signal.throwIfAborted();
    let entries: Dirent[];
    try {
      entries = [];
      for await (const entry of await opendir(join(root, path))) entries.push(entry);
    } catch (error) {
      yield { unread: path, error };
      return;
    }
    for (const entry of entries) {
      if (isIgnored(entry.name) || (depth === 0 && isNamed(entry.name, except) && entry.isDirectory()))
        continue;
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepest) yield* folder(below, depth + 1);
      } else if (entry.isFile()) {
        signal.throwIfAborted();
        const file = await lookAt(root, below);
        if (file !== null) yield file;
      }
    }
  }
}

/** A file as it is now; null when it is not there, not a plain file, or can't be looked at. */
export async function lookAt(root: string, path: string): Promise<WalkedFile | null> {
  try {
    const stats = await lstat(join(root, path));
    return stats.isFile() ? { path, seen: seenOf(stats) } : null;
  } catch {
    return null;
  }
}
