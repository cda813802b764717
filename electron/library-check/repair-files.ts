import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { hashObject } from '../relocation/stream-objects.ts';
import { step } from '../steps.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Findings } from './findings.ts';
import { putFile } from './put-file.ts';

interface FolderParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'hash'>;
  readonly findings: Findings;
}

interface FolderProgress {
  readonly files: number;
  readonly restored: number;
}

interface Wanted {
  readonly findingIds: string[];
  readonly entry: Entry;
}

/** Kinds that a file with the right bytes puts right. */
const repairable = ['missing_object', 'size_differs', 'bytes_differ'] as const;

/**
 * Puts back what is missing or differs from files that are the very same by size and SHA-256, wherever they are and
 * whatever they are called now. Files that can't be read are passed over.
 */
export async function repairFromFiles(
  parts: FolderParts,
  paths: AsyncIterable<string>,
  signal: AbortSignal,
  onProgress: (progress: FolderProgress) => void,
): Promise<FolderProgress & { readonly left: number; readonly assetIds: readonly string[] }> {
  const wanted = await readWanted(parts);
  const bySize = new Map<number, Wanted[]>();
  for (const one of wanted) bySize.set(one.entry.size, [...(bySize.get(one.entry.size) ?? []), one]);
  const assetIds = new Set<string>();
  let [files, restored] = [0, 0];
  for await (const path of paths) {
    signal.throwIfAborted();
    if (bySize.size === 0) break;
    files += 1;
    if (files % 100 === 0) onProgress({ files, restored });
    const size = (await stat(path).catch(() => null))?.size ?? -1;
    const candidates = bySize.get(size);
    if (candidates === undefined) continue;
    const hash = await parts.media.hash({ path }, { signal }).catch(() => null);
    signal.throwIfAborted();
    for (const one of candidates.filter(({ entry }) => entry.checksum === hash?.sha256)) {
      if (!(await putBack(parts, one, path, signal))) continue;
      restored += 1;
      assetIds.add(one.entry.assetId);
      const rest = (bySize.get(size) ?? []).filter((other) => other !== one);
      if (rest.length > 0) bySize.set(size, rest);
      else bySize.delete(size);
      onProgress({ files, restored });
    }
  }
  return { files, restored, left: wanted.length - restored, assetIds: [...assetIds] };
}

/** What is wrong and known well enough to be put right; the same object once, however many findings it has. */
async function readWanted({ db, store, findings }: FolderParts): Promise<Wanted[]> {
  const wanted = new Map<string, Wanted>();
  for await (const page of findings.all(repairable)) {
    const ids = page.flatMap(({ asset_id }) => (asset_id === null ? [] : [asset_id]));
    const entries = await entriesOf(db, [...new Set(ids)]);
    for (const row of page) {
      const entry = entries.find(({ assetId, path, checksum }) => {
        const ref = parseObjectPath(path, store.buckets.assets);
        return (
          assetId === row.asset_id &&
          checksum !== null &&
          ref?.bucket === row.bucket &&
          ref.key === row.object_key
        );
      });
      if (entry === undefined) continue;
      const known = wanted.get(entry.path);
      if (known === undefined) wanted.set(entry.path, { findingIds: [row.id], entry });
      else known.findingIds.push(row.id);
    }
  }
  return [...wanted.values()];
}

/** False when it did not work for this file; the store being away is for the caller to hear. */
async function putBack(
  { db, store, findings }: FolderParts,
  { entry, findingIds }: Wanted,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const ref = parseObjectPath(entry.path, store.buckets.assets);
  if (ref === null) return false;
  const { rows } = await sql<{ mime: string | null }>`
    select mime_type as mime from public.generated_assets where id = ${entry.assetId}::uuid`.execute(db);
  const contentType = rows[0]?.mime ?? 'application/octet-stream';
  await putFile(store, { path, size: entry.size, contentType, ref, signal });
  if ((await hashObject(store, ref, signal)) !== entry.checksum) {
    log.warn('a file changed while it was put back');
    return false;
  }
  step('check.repaired');
  await findings.forget(findingIds);
  return true;
}

/** Files of folders, with those in folders within. */
export async function* filesBelow(folders: readonly string[]): AsyncGenerator<string> {
  for (const folder of folders) yield* filesIn(folder);
}

/** Where the files of assets that need repair were once: dropped from there, or found in a watched folder. */
export async function* formerPlaces({ db }: Pick<FolderParts, 'db'>): AsyncGenerator<string> {
  const { rows } = await sql<{ path: string }>`
    select distinct path from (
      select h.path, h.asset_id from sparklio.upload_history h
      union all
      select f.path || '/' || w.path, w.asset_id from sparklio.watched_files w
      join sparklio.watch_folders f on f.id = w.folder_id
    ) p
    where p.path is not null
      and p.asset_id in (select asset_id from sparklio.findings where kind = any(${[...repairable]}::text[]))`.execute(
    db,
  );
  for (const { path } of rows) yield path;
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder)) entries.push(entry);
  } catch (error) {
    log.warn('a folder can not be looked into', { message: error instanceof Error ? error.name : '' });
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // Links are not followed: they may lead round in circles, or anywhere.
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}
