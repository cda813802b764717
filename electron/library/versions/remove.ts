import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { assetTypeSchema } from '../../../shared/domain/asset.ts';
import { type AssetId, assetIdSchema } from '../../../shared/domain/ids.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { formatObjectPath, otherSpelling, parseObjectPath } from '../../storage/keys.ts';
import type { ObjectRef } from '../../storage/port.ts';
import { renditionsOf } from './objects.ts';
import { countedVersions, lockAsset } from './put-file.ts';

const removedSchema = z.array(
  z.object({
    minio_path: z.string(),
    type: assetTypeSchema.catch('document'),
    thumbnail_key: z.string().nullable(),
    preview_key: z.string().nullable(),
    strip_key: z.string().nullable(),
  }),
);

/**
 * Takes former files off the list, within the caller's transaction, and leaves tombstones for what nothing names any
 * more; objects go when those are worked off. Gives the number of versions. Throws `not_found`.
 */
export async function buryVersions(
  trx: SparklioDb,
  id: AssetId,
  numbers: readonly number[],
  assetsBucket: string,
): Promise<number> {
  await lockAsset(trx, id);
  const { rows } = await sql`
    delete from sparklio.asset_versions where asset_id = ${id}::uuid and number = any(${[...numbers]}::int[])
    returning minio_path, type, thumbnail_key, preview_key, strip_key`.execute(trx);
  const removed = removedSchema.parse(rows);
  if (removed.length === 0) return 0;
  await trx
    .updateTable('sparklio.assets')
    .set({ versions: countedVersions(id) })
    .where('asset_id', '=', id)
    .execute();
  const refs = removed.map(({ minio_path }) => parseObjectPath(minio_path, assetsBucket));
  const taken = await takenPaths(
    trx,
    refs.filter((ref) => ref !== null),
    assetsBucket,
  );
  const stones = new Map<string, { bucket: string; keys: string[]; renditions: Set<string> }>();
  for (const [index, row] of removed.entries()) {
    const ref = refs[index] ?? null;
    if (ref === null || spellings(ref, assetsBucket).some((path) => taken.has(path))) continue;
    const path = formatObjectPath(ref);
    const stone = stones.get(path) ?? { bucket: ref.bucket, keys: [ref.key], renditions: new Set() };
    for (const key of renditionsOf(row, ref)) stone.renditions.add(key);
    stones.set(path, stone);
  }
  if (stones.size > 0) {
    await trx
      .insertInto('sparklio.tombstones')
      .values(
        [...stones.values()].map(({ bucket, keys, renditions }) => ({
          // Not the asset's own: that stays, and a stone of its own may come one day.
          asset_id: assetIdSchema.parse(randomUUID()),
          bucket,
          keys,
          renditions: [...renditions],
        })),
      )
      .execute();
  }
  return removed.length;
}

/** Which of the objects an asset or another version still names. */
async function takenPaths(
  trx: SparklioDb,
  refs: readonly ObjectRef[],
  assetsBucket: string,
): Promise<ReadonlySet<string>> {
  const paths = refs.flatMap((ref) => spellings(ref, assetsBucket));
  if (paths.length === 0) return new Set();
  const { rows } = await sql<{ path: string }>`
    select minio_path as path from public.generated_assets where minio_path = any(${paths}::text[])
    union select minio_path from sparklio.asset_versions where minio_path = any(${paths}::text[])`.execute(
    trx,
  );
  return new Set(rows.map(({ path }) => path));
}

/** Every way in which a row may name an object. */
function spellings({ bucket, key }: ObjectRef, assetsBucket: string): string[] {
  const other = otherSpelling(key);
  const keys = other === null ? [key] : [key, other];
  const named = keys.map((one) => formatObjectPath({ bucket, key: one }));
  return bucket === assetsBucket ? [...named, ...keys] : named;
}
