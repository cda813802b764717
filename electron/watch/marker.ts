import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type WatchFolderId, watchFolderIdSchema } from '../../shared/domain/watch.ts';
import { markerPrefix } from './ignore.ts';

/** By which a folder is known again: its place on its drive, besides the marker inside it. */
export interface FolderIdentity {
  readonly device: string;
  readonly inode: string;
}

/** Tells whoever opens the file what it is for. */
const markerText =
  'Sparklio Assets watches this folder. The file lets the app recognise the folder after it was moved.\n';

const markerPath = (folder: string, id: WatchFolderId): string => join(folder, `${markerPrefix}${id}`);

/** Marks a folder as this one. False where it can't be written to, as on a read-only drive. */
export async function mark(folder: string, id: WatchFolderId): Promise<boolean> {
  return await writeFile(markerPath(folder, id), markerText, { flag: 'wx' }).then(
    () => true,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EEXIST',
  );
}

export async function unmark(folder: string, id: WatchFolderId): Promise<void> {
  await rm(markerPath(folder, id), { force: true }).catch(() => undefined);
}

/** The watched folders that a folder is marked as: each library that watches it has its own. */
export async function marksOf(folder: string): Promise<WatchFolderId[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    if (!name.startsWith(markerPrefix)) return [];
    const id = watchFolderIdSchema.safeParse(name.slice(markerPrefix.length));
    return id.success ? [id.data] : [];
  });
}

/** Null when there is no folder. */
export async function identify(folder: string): Promise<FolderIdentity | null> {
  const stats = await stat(folder, { bigint: true }).catch(() => null);
  if (stats === null || !stats.isDirectory()) return null;
  return { device: String(stats.dev), inode: String(stats.ino) };
}

interface Known {
  readonly id: WatchFolderId;
  readonly path: string;
  /** Null before it was seen for the first time. */
  readonly identity: FolderIdentity | null;
  /** Whether the marker could be written. */
  readonly marked: boolean;
}

const isMarked = async (folder: string, id: WatchFolderId): Promise<boolean> =>
  (await marksOf(folder).catch((): WatchFolderId[] => [])).includes(id);

const sameIdentity = (a: FolderIdentity | null, b: FolderIdentity | null): boolean =>
  a !== null && b !== null && a.device === b.device && a.inode === b.inode;

/**
 * Whether the folder at a path is the known one. Numbers of drives may change with a restart, so the marker counts; and a
 * marker may be tidied away, so the numbers count too. Of a drive's top folder only the marker does: another drive in
 * the same place has the same numbers.
 */
export async function isThe(known: Known, path: string): Promise<boolean> {
  const found = await identify(path);
  if (found === null) return false;
  if (await isMarked(path, known.id)) return true;
  if (!sameIdentity(found, known.identity)) return false;
  return !known.marked || !(await isDriveTop(path, found));
}

async function isDriveTop(path: string, { device }: FolderIdentity): Promise<boolean> {
  const parent = dirname(path);
  return parent === path || (await identify(parent))?.device !== device;
}

/**
 * Where the folder is now: at its path, or beside it under another name. `gone`: nothing is at its path, `replaced`:
 * something else is, such as the empty place where a drive is mounted.
 */
export async function findFolder(known: Known): Promise<{ path: string } | 'gone' | 'replaced'> {
  if (await isThe(known, known.path)) return { path: known.path };
  const parent = dirname(known.path);
  const beside = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = beside.flatMap((entry) =>
    entry.isDirectory() && entry.name !== basename(known.path) ? [join(parent, entry.name)] : [],
  );
  // The folder itself before a copy of it, which carries the marker too.
  for (const path of folders) if (sameIdentity(await identify(path), known.identity)) return { path };
  for (const path of folders) if (await isMarked(path, known.id)) return { path };
  return (await identify(known.path)) === null ? 'gone' : 'replaced';
}
