import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
  readonly size: number;
}

/** Something in a drop that can't be taken, with its reason. */
export interface Refused {
  readonly kind: 'refused';
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly root: string | null;
  readonly code: ErrorCode;
}

/** What operating systems leave in folders; nobody means to keep it. */
const litter = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.localized', '__macosx', '.git']);

function isLitter(name: string): boolean {
  return litter.has(name.toLowerCase()) || name.startsWith('._');
}

interface Place {
  readonly path: string;
  readonly folder: string;
  readonly root: string | null;
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
  for (const path of paths) {
    yield* visit({ path, folder: '', root: null }, true);
  }

  async function* visit(place: Place, top: boolean): AsyncGenerator<FoundFile | Refused> {
    signal.throwIfAborted();
    const name = basename(place.path);
    const refuse = (code: ErrorCode): Refused => ({ kind: 'refused', name, code, ...place });
    let found: Awaited<ReturnType<typeof stat>>;
    try {
      found = await stat(place.path);
    } catch (error) {
      const loop = error instanceof Error && 'code' in error && error.code === 'ELOOP';
      const dangling = (await lstat(place.path).catch(() => null))?.isSymbolicLink() ?? false;
      if (!(dangling && !top)) yield refuse(loop ? 'folder_loop' : fileErrorCode(error));
      else if (loop) yield refuse('folder_loop');
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
    const real = await realpath(place.path);
    if (seen.has(real)) {
      yield refuse('folder_loop');
      return;
    }
    seen.add(real);
    const name = basename(place.path).normalize('NFC');
    const root = top ? name : place.root;
    const folder = top ? '' : place.folder === '' ? name : `${place.folder}/${name}`;
    const entries: Dirent[] = [];
    try {
      for await (const entry of await opendir(place.path)) {
        if (!isLitter(entry.name)) entries.push(entry);
      }
    } catch (error) {
      yield refuse(fileErrorCode(error));
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      yield* visit({ path: join(place.path, entry.name), folder, root }, false);
    }
  }
}
