import { sql } from 'kysely';
import { z } from 'zod';
import { type AssetType, assetTypeSchema } from '../../../shared/domain/asset.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { formatObjectPath, parseObjectPath, renditionKeysOf } from '../../storage/keys.ts';
import type { ObjectRef } from '../../storage/port.ts';

/** Objects of former files. An object may be the current file's as well: restoring a version makes no copy. */
export interface VersionObjects {
  readonly originals: readonly ObjectRef[];
  /** Keys in the bucket of assets. */
  readonly renditions: readonly string[];
}

const rowsSchema = z.array(
  z.object({
    asset_id: z.guid(),
    minio_path: z.string(),
    type: assetTypeSchema.catch('document'),
    thumbnail_key: z.string().nullable(),
    preview_key: z.string().nullable(),
    strip_key: z.string().nullable(),
  }),
);

/** Objects of every former file of the assets, by asset; those without any are left out. */
export async function versionObjects(
  db: SparklioDb,
  assetIds: readonly AssetId[],
  assetsBucket: string,
): Promise<ReadonlyMap<string, VersionObjects>> {
  const { rows } = await sql`
    select asset_id, minio_path, type, thumbnail_key, preview_key, strip_key from sparklio.asset_versions
    where asset_id = any(${[...assetIds]}::uuid[]) order by asset_id, number`.execute(db);
  const found = new Map<string, { originals: Map<string, ObjectRef>; renditions: Set<string> }>();
  for (const row of rowsSchema.parse(rows)) {
    const of = found.get(row.asset_id) ?? { originals: new Map(), renditions: new Set() };
    found.set(row.asset_id, of);
    const ref = parseObjectPath(row.minio_path, assetsBucket);
    if (ref !== null) of.originals.set(`${ref.bucket}/${ref.key}`, ref);
    for (const key of renditionsOf(row, ref)) of.renditions.add(key);
  }
  return new Map(
    [...found].map(([id, { originals, renditions }]) => [
      id,
      { originals: [...originals.values()], renditions: [...renditions] },
    ]),
  );
}

interface NotedRenditions {
  readonly type: AssetType;
  readonly thumbnail_key: string | null;
  readonly preview_key: string | null;
  readonly strip_key: string | null;
}

/** Those that are noted, and those that a crash may have kept from being noted. */
export function renditionsOf(
  { type, thumbnail_key, preview_key, strip_key }: NotedRenditions,
  ref: ObjectRef | null,
): readonly string[] {
  const noted = [thumbnail_key, preview_key, strip_key].filter((key) => key !== null);
  const made = ref === null ? [] : renditionKeysOf(ref.key, type);
  return [...new Set([...noted, ...made])];
}

/** Nothing is known of the assets' former files any more. Their objects have to be seen to in the same transaction. */
export async function forgetVersions(trx: SparklioDb, assetIds: readonly AssetId[]): Promise<void> {
  await sql`delete from sparklio.asset_versions where asset_id = any(${[...assetIds]}::uuid[])`.execute(trx);
}

/** Whether the asset has, or had, exactly this object (or, without one, these bytes). */
export async function isVersionOf(
  db: SparklioDb,
  assetId: AssetId,
  { ref, checksum }: { readonly ref: ObjectRef | null; readonly checksum: string | null },
): Promise<boolean> {
  const wanted =
    ref === null
      ? sql`regexp_replace(checksum, '^sha256:', '') = ${checksum}`
      : sql`minio_path = ${formatObjectPath(ref)}`;
  const { rows } = await sql`
    select from public.generated_assets where id = ${assetId}::uuid and ${wanted}
    union all select from sparklio.asset_versions where asset_id = ${assetId}::uuid and ${wanted} limit 1`.execute(
    db,
  );
  return rows.length > 0;
}
