import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import { fileErrorCode } from './file-errors.ts';

/** A file that a drop holds. `folder` is its place below the dropped folder, with `/`; `''` at the top. */
export interface FoundFile {
  readonly kind: 'file';
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  /** Name of the dropped folder that it came from; null when it was dropped by itself. */
  readonly root: string | null;
  /** Index of the dropped path that it was found at or below. */
  readonly dropped: number;
  readonly size: number;
}

/** Something in a drop that can't be taken, with its reason. */
export interface Refused {
  readonly kind: 'refused';
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly root: string | null;
  readonly dropped: number;
  readonly code: ErrorCode;
}

/** How far a drop was walked: a file (or what was refused), and the index of the dropped path that it is at or below. */
export interface ScanCursor {
  readonly root: number;
  readonly path: string;
}

/** What operating systems leave in folders; nobody means to keep it. */
const litter = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.localized', '__macosx', '.git']);

function isLitter(name: string): boolean {
  return litter.has(name.toLowerCase()) || name.startsWith('._');
}

/** What an editor puts beside a file that is open in it: a link that is meant to lead nowhere. */
function isEditorLock(name: string): boolean {
  return name.startsWith('.#');
}

interface Place {
  readonly path: string;
  readonly folder: string;
  readonly root: string | null;
  readonly dropped: number;
}

/**
 * Walks dropped files and folders, depth first, in name order. Links to files are followed; a folder that
 * was already seen (a loop of links, or the same folder twice) is not walked again.
 */
export async function* scan(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<FoundFile | Refused> {
  const seen = new Set<string>();
  for (const [dropped, path] of paths.entries()) {
    yield* visit({ path, folder: '', root: null, dropped }, true);
  }

  async function* visit(place: Place, top: boolean): AsyncGenerator<FoundFile | Refused> {
    signal.throwIfAborted();
    const name = basename(place.path);
    const refuse = (code: ErrorCode): Refused => ({ kind: 'refused', name, code, ...place });
    let found: Awaited<ReturnType<typeof stat>>;
    try {
      found = await stat(place.path);
    } catch (error) {
      const code = fileErrorCode(error);
      const dangling = code === 'file_missing' && (await isLink(place.path));
      if (!dangling) yield refuse(code);
      else if (top || !isEditorLock(name)) yield refuse('broken_link');
      return;
    }
    if (found.isFile()) {
      yield { kind: 'file', name: name.normalize('NFC'), size: found.size, ...place };
    } else if (found.isDirectory()) {
      yield* walk(place, top, refuse);
    } else {
      yield refuse('not_a_file');
    }
  }

  async function* walk(
    place: Place,
    top: boolean,
    refuse: (code: ErrorCode) => Refused,
  ): AsyncGenerator<FoundFile | Refused> {
    const name = basename(place.path).normalize('NFC');
    const root = top ? name : place.root;
    const folder = top ? '' : place.folder === '' ? name : `${place.folder}/${name}`;
    const entries: Dirent[] = [];
    try {
      const real = await realpath(place.path);
      if (seen.has(real)) {
        yield refuse('folder_loop');
        return;
      }
      seen.add(real);
      for await (const entry of await opendir(place.path)) {
        if (!isLitter(entry.name)) entries.push(entry);
      }
    } catch (error) {
      yield refuse(fileErrorCode(error));
      return;
    }
    entries.sort((a, b) => inOrder(a.name, b.name));
    for (const entry of entries) {
      yield* visit({ path: join(place.path, entry.name), folder, root, dropped: place.dropped }, false);
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() ?? false;
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Whether a file, or something refused, is still to come after the cursor in the order of the walk, whatever was added to
 * or removed from the folders since the cursor was written. So is a folder around the cursor that can't be read any more.
 */
export function isBeyond(cursor: ScanCursor, found: Pick<FoundFile, 'dropped' | 'path'>): boolean {
  if (found.dropped !== cursor.root) return found.dropped > cursor.root;
  const before = cursor.path.split(sep);
  const after = found.path.split(sep);
  for (const [index, name] of after.entries()) {
    const other = before[index];
    if (other === undefined) return true;
    if (name !== other) return inOrder(name, other) > 0;
  }
  return before.length > after.length;
}
