import { sql } from 'kysely';
import PQueue from 'p-queue';
import { z } from 'zod';
import { findObject } from '../storage/find-object.ts';
import { parseObjectPath } from '../storage/keys.ts';
import { checksumOf, listAssetIds, readStamps } from './bundles.ts';
import type { LibraryEnd } from './end.ts';
import type { RelocationJournal } from './journal.ts';
import { readTables } from './library-tables.ts';
import { readVersionObjects } from './move-versions.ts';

const chunkSize = 200;
const looksAtOnce = 16;

const rowSchema = z.array(
  z.object({ id: z.uuid(), path: z.string(), checksum: z.string().nullable(), size: z.number().nullable() }),
);

interface Verify {
  readonly source: LibraryEnd;
  readonly destination: LibraryEnd;
  readonly journal: RelocationJournal;
}

/**
 * Ids of assets that the source has and that are not, as they are there at this moment, at the destination: row with the
 * same checksum, original and renditions of the right size. Empty when the source may go.
 */
export async function findUnmoved({ source, destination, journal }: Verify): Promise<string[]> {
  const tables = await readTables(source.db);
  const unmoved: string[] = [];
  const queue = new PQueue({ concurrency: looksAtOnce });
  const ids = await listAssetIds(source.db);
  for (let at = 0; at < ids.length; at += chunkSize) {
    const chunk = ids.slice(at, at + chunkSize);
    const stamps = await readStamps(source.db, tables, chunk);
    const here = await readAssets(source, chunk);
    const targets = chunk.flatMap((id) => journal.done.get(id)?.to ?? []);
    const there = await readAssets(destination, targets);
    const renditions = await readRenditions(destination, targets);
    const former = await readVersionObjects(destination.db, targets);
    await queue.addAll(
      chunk.map((id) => async () => {
        const noted = journal.done.get(id);
        const [mine, theirs] = [here.get(id), noted === undefined ? undefined : there.get(noted.to)];
        const isSame =
          noted !== undefined &&
          mine !== undefined &&
          theirs !== undefined &&
          noted.stamp === stamps.get(id)?.stamp &&
          mine.size === theirs.size &&
          checksumOf(mine.checksum) === checksumOf(theirs.checksum) &&
          (await objectsMatch(mine.path, theirs.path, renditions.get(noted.to) ?? [])) &&
          (await versionsAreThere(former.filter(({ id: of }) => of === noted.to)));
        if (!isSame) unmoved.push(id);
      }),
    );
  }
  return unmoved;

  async function versionsAreThere(
    versions: Awaited<ReturnType<typeof readVersionObjects>>,
  ): Promise<boolean> {
    for (const { path, size, thumbnail, preview, strip } of versions) {
      const { store } = destination;
      const ref = parseObjectPath(path, store.buckets.assets);
      const found = ref === null ? null : await findObject(store, ref);
      if (found?.head.size !== size) return false;
      for (const key of [thumbnail, preview, strip].filter((one) => one !== null)) {
        if ((await store.head({ bucket: store.buckets.assets, key })) === null) return false;
      }
    }
    return true;
  }

  async function objectsMatch(from: string, to: string, keys: readonly string[]): Promise<boolean> {
    const refs = [
      parseObjectPath(from, source.store.buckets.assets),
      parseObjectPath(to, destination.store.buckets.assets),
    ];
    const [before, after] = [
      refs[0] ? await findObject(source.store, refs[0]) : null,
      refs[1] ? await findObject(destination.store, refs[1]) : null,
    ];
    if (before !== null && before.head.size !== after?.head.size) return false;
    for (const key of keys) {
      if ((await destination.store.head({ bucket: destination.store.buckets.assets, key })) === null)
        return false;
    }
    return true;
  }
}

async function readAssets({ db }: LibraryEnd, ids: readonly string[]) {
  const { rows } = await sql`
    select id, minio_path as path, checksum, file_size as size
    from public.generated_assets where id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rowSchema.parse(rows).map((row) => [row.id, row]));
}

async function readRenditions({ db }: LibraryEnd, ids: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql`
    select asset_id as id, array_remove(array[thumbnail_key, preview_key, strip_key], null) as keys
    from sparklio.assets where asset_id = any(${[...ids]}::uuid[])`.execute(db);
  const parsed = z.array(z.object({ id: z.uuid(), keys: z.array(z.string()) })).parse(rows);
  return new Map(parsed.map(({ id, keys }) => [id, keys]));
}
