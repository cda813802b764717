import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../database/tables.ts';
import { assetTables, type LibraryTables } from './library-tables.ts';
import { readRows, type TextRow } from './text-rows.ts';

/** Everything that a library keeps about one asset, except its objects. */
export interface Bundle {
  readonly id: string;
  /** Changes with anything in the bundle. Taken before the bundle is read, so it is never too new. */
  readonly stamp: string;
  /** Seconds since the epoch of the last change to the shared row. */
  readonly changedAt: number;
  readonly asset: TextRow;
  readonly text: TextRow | null;
  readonly own: TextRow | null;
  readonly details: TextRow | null;
  readonly content: TextRow | null;
  readonly vectors: readonly TextRow[];
  /** Former files, oldest first. */
  readonly versions: readonly TextRow[];
}

/** Ids of all assets, those in the trash too, in the order in which they were made. */
export async function listAssetIds(db: SparklioDb): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from public.generated_assets order by created_at nulls first, id`.execute(db);
  return rows.map(({ id }) => id);
}

const stampSchema = z.object({
  id: z.uuid(),
  stamp: z.string(),
  size: z.number().nullable(),
  changed_at: z.number().nullable(),
});

export interface Stamp {
  readonly stamp: string;
  /** Bytes of the original, as the row has it. */
  readonly size: number;
  readonly changedAt: number;
}

/** A digest of everything that is kept about each of the assets. Those that are gone are left out. */
export async function readStamps(
  db: SparklioDb,
  { shape }: LibraryTables,
  ids: readonly string[],
): Promise<Map<string, Stamp>> {
  const text = shape.generated_texts.present
    ? sql`(select md5(x::text) from public.generated_texts x where x.id = g.id)`
    : sql`null`;
  const { rows } = await sql`
    select g.id, g.file_size as size, extract(epoch from coalesce(g.updated_at, g.created_at))::float8 as changed_at,
      md5(concat_ws('|', md5(g::text),
        (select md5(a::text) from sparklio.assets a where a.asset_id = g.id),
        (select md5(d::text) from sparklio.asset_details d where d.asset_id = g.id),
        (select md5(t::text) from sparklio.asset_texts t where t.asset_id = g.id),
        (select string_agg(md5(v::text), ',' order by v.model) from sparklio.asset_vectors v where v.asset_id = g.id),
        (select string_agg(md5(f::text), ',' order by f.number) from sparklio.asset_versions f where f.asset_id = g.id),
        ${text})) as stamp
    from public.generated_assets g where g.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(
    z
      .array(stampSchema)
      .parse(rows)
      .map(({ id, stamp, size, changed_at }) => [
        id,
        { stamp: stamp.slice(0, 16), size: Math.max(0, size ?? 0), changedAt: changed_at ?? 0 },
      ]),
  );
}

/** What is kept about assets whose stamps were just read. Those that are gone meanwhile are left out. */
export async function readBundles(
  db: SparklioDb,
  { types }: LibraryTables,
  stamps: ReadonlyMap<string, Stamp>,
): Promise<Bundle[]> {
  const ids = [...stamps.keys()];
  const by = async (table: keyof typeof assetTables, key: 'id' | 'asset_id') => {
    const rows = await readRows(db, assetTables[table], types[table], key, ids);
    const groups = new Map<string, TextRow[]>();
    for (const row of rows) groups.set(row[key] ?? '', [...(groups.get(row[key] ?? '') ?? []), row]);
    return groups;
  };
  const assets = await by('assets', 'id');
  const texts = await by('texts', 'id');
  const own = await by('own', 'asset_id');
  const details = await by('details', 'asset_id');
  const contents = await by('contents', 'asset_id');
  const vectors = await by('vectors', 'asset_id');
  const versions = await by('versions', 'asset_id');
  return ids.flatMap((id): Bundle[] => {
    const asset = assets.get(id)?.[0];
    const stamp = stamps.get(id);
    if (asset === undefined || stamp === undefined) return [];
    return [
      {
        id,
        stamp: stamp.stamp,
        changedAt: stamp.changedAt,
        asset,
        text: texts.get(id)?.[0] ?? null,
        own: own.get(id)?.[0] ?? null,
        details: details.get(id)?.[0] ?? null,
        content: contents.get(id)?.[0] ?? null,
        vectors: vectors.get(id) ?? [],
        versions: (versions.get(id) ?? []).toSorted((a, b) => Number(a.number) - Number(b.number)),
      },
    ];
  });
}

const sha256 = /^(?:sha256:)?([0-9a-f]{64})$/i;

/** The SHA-256 that the row gives for its original, in either spelling; null where it gives none. */
export function checksumOf(checksum: string | null | undefined): string | null {
  return sha256.exec(checksum ?? '')?.[1]?.toLowerCase() ?? null;
}

/** The asset's name as a person knows it. */
export function nameOf({ asset, id }: Bundle): string {
  return asset.original_name || (asset.minio_path ?? '').replace(/^.*\//, '') || id;
}
