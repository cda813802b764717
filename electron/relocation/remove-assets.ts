import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { forgetVersions, versionObjects } from '../library/versions/objects.ts';
import { step } from '../steps.ts';
import { formatObjectPath, parseObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';

interface Library {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
}

const buriedSchema = z.array(
  z.object({
    id: z.uuid(),
    path: z.string(),
    thumbnail: z.string().nullable(),
    preview: z.string().nullable(),
    strip: z.string().nullable(),
  }),
);

/** Of keys in the bucket of assets, those that no asset's original or rendition lies under. */
export async function unnamed({ db, store }: Library, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const bucket = store.buckets.assets;
  const paths = keys.flatMap((key) => [key, formatObjectPath({ bucket, key })]);
  const { rows } = await sql<{ path: string }>`
    select minio_path as path from public.generated_assets where minio_path = any(${paths}::text[])
    union all
    select unnest(array[thumbnail_key, preview_key, strip_key]) from sparklio.assets
    where thumbnail_key = any(${[...keys]}::text[]) or preview_key = any(${[...keys]}::text[])
      or strip_key = any(${[...keys]}::text[])
    union all
    select unnest(array[minio_path, thumbnail_key, preview_key, strip_key]) from sparklio.asset_versions
    where minio_path = any(${paths}::text[]) or thumbnail_key = any(${[...keys]}::text[])
      or preview_key = any(${[...keys]}::text[]) or strip_key = any(${[...keys]}::text[])`.execute(db);
  const named = new Set(rows.map(({ path }) => path));
  return keys.filter((key) => !named.has(key) && !named.has(formatObjectPath({ bucket, key })));
}

/**
 * Removes assets for good, in the trash or not. The rows go in the transaction that writes their tombstones, so a crash
 * leaves objects that the library's own sweep removes, and never a row without its object.
 */
export async function removeAssets({ db, store }: Library, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const buried = await db.transaction().execute(async (trx) => {
    const { rows } = await sql`
      select g.id, g.minio_path as path, a.thumbnail_key as thumbnail, a.preview_key as preview, a.strip_key as strip
      from public.generated_assets g left join sparklio.assets a on a.asset_id = g.id
      where g.id = any(${[...ids]}::uuid[]) for update of g`.execute(trx);
    const assets = buriedSchema.parse(rows);
    const assetIds = assets.map(({ id }) => assetIdSchema.parse(id));
    const former = await versionObjects(trx, assetIds, store.buckets.assets);
    const stones = assets.map(({ id, path, thumbnail, preview, strip }) => {
      const ref = parseObjectPath(path, store.buckets.assets);
      return {
        id,
        bucket: ref?.bucket ?? store.buckets.assets,
        keys: ref === null ? [] : [ref.key],
        renditions: [thumbnail, preview, strip].filter((key) => key !== null),
      };
    });
    // A former file has a stone of its own: it may lie in another bucket than the present one.
    for (const { originals, renditions } of former.values()) {
      stones.push({ id: randomUUID(), bucket: store.buckets.assets, keys: [], renditions: [...renditions] });
      for (const { bucket, key } of originals) {
        stones.push({ id: randomUUID(), bucket, keys: [key], renditions: [] });
      }
    }
    for (const { id, bucket, keys, renditions } of stones) {
      await sql`
        insert into sparklio.tombstones (asset_id, bucket, keys, renditions)
        values (${id}::uuid, ${bucket}, ${keys}::text[], ${renditions}::text[])
        on conflict (asset_id) do nothing`.execute(trx);
    }
    await forgetVersions(trx, assetIds);
    await sql`delete from public.generated_assets where id = any(${assetIds}::uuid[])`.execute(trx);
    return stones;
  });
  step('purge.buried', { assets: ids.length });
  const ours = buried.flatMap(({ bucket, keys, renditions }) =>
    bucket === store.buckets.assets ? [...keys, ...renditions] : renditions,
  );
  const elsewhere = buried.flatMap(({ bucket, keys }) =>
    bucket === store.buckets.assets ? [] : keys.map((key) => ({ bucket, key })),
  );
  const free = (await unnamed({ db, store }, ours)).map((key) => ({ bucket: store.buckets.assets, key }));
  await store.remove([...free, ...elsewhere]);
  step('purge.removed', { assets: ids.length });
  await sql`
    delete from sparklio.tombstones where asset_id = any(${buried.map(({ id }) => id)}::uuid[])`.execute(db);
}
