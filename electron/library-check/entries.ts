import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';

/** A file that the database says is in the store: the current one of an asset, or a former one. */
export interface Entry {
  readonly assetId: AssetId;
  /** Of a former file; null for the current one. */
  readonly version: number | null;
  /** As its writer spelled it. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 in hex; null where nobody noted it. */
  readonly checksum: string | null;
  /** Keys in the bucket of assets. */
  readonly thumbnailKey: string | null;
  readonly previewKey: string | null;
  readonly stripKey: string | null;
}

/** How far a walk over all entries is. */
export interface EntryCursor {
  readonly of: 'assets' | 'versions';
  readonly id: string;
  readonly version: number;
}

const pageSize = 1000;

interface Row {
  readonly asset_id: AssetId;
  readonly version: number | null;
  readonly path: string;
  readonly size: number | null;
  readonly checksum: string | null;
  readonly thumbnail_key: string | null;
  readonly preview_key: string | null;
  readonly strip_key: string | null;
}

const toEntry = (row: Row): Entry => ({
  assetId: row.asset_id,
  version: row.version,
  path: row.path,
  size: row.size ?? 0,
  checksum: /^(?:sha256:)?([0-9a-fA-F]{64})$/.exec(row.checksum ?? '')?.[1]?.toLowerCase() ?? null,
  thumbnailKey: row.thumbnail_key,
  previewKey: row.preview_key,
  stripKey: row.strip_key,
});

// Some programs note a path beside a text that is kept in the database, and of which there is no object.
const assets = sql`
  select g.id as asset_id, null::int as version, g.minio_path as path, g.file_size as size, g.checksum,
    a.thumbnail_key, a.preview_key, a.strip_key
  from public.generated_assets g
  left join sparklio.assets a on a.asset_id = g.id
  where g.minio_path <> ''
    and not (g.type::text = 'text' and exists (select from public.generated_texts t where t.id = g.id))`;

const versions = sql`
  select v.asset_id, v.number as version, v.minio_path as path, v.size, v.checksum, v.thumbnail_key, v.preview_key,
    v.strip_key
  from sparklio.asset_versions v
  where v.minio_path <> '' and exists (select from public.generated_assets g where g.id = v.asset_id)`;

/** About how many there are. */
export async function countEntries(db: SparklioDb): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from public.generated_assets) + (select count(*) from sparklio.asset_versions) as count`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

/** All of them, page by page in the order of their ids; each page is a statement of its own. */
export async function* allEntries(
  db: SparklioDb,
  after: EntryCursor | null = null,
): AsyncGenerator<readonly Entry[]> {
  if (after?.of !== 'versions') {
    let last = after?.id ?? null;
    for (;;) {
      const { rows } = await sql<Row>`
        ${assets} and (${last}::uuid is null or g.id > ${last}::uuid) order by g.id limit ${pageSize}`.execute(
        db,
      );
      if (rows.length > 0) yield rows.map(toEntry);
      last = rows.at(-1)?.asset_id ?? null;
      if (rows.length < pageSize) break;
    }
  }
  let [id, number] = after?.of === 'versions' ? [after.id, after.version] : [null, 0];
  for (;;) {
    const { rows } = await sql<Row>`
      ${versions} and (${id}::uuid is null or (v.asset_id, v.number) > (${id}::uuid, ${number}::int))
      order by v.asset_id, v.number limit ${pageSize}`.execute(db);
    if (rows.length > 0) yield rows.map(toEntry);
    id = rows.at(-1)?.asset_id ?? null;
    number = rows.at(-1)?.version ?? 0;
    if (rows.length < pageSize) return;
  }
}

export const cursorOf = ({ assetId: id, version }: Entry): EntryCursor =>
  version === null ? { of: 'assets', id, version: 0 } : { of: 'versions', id, version };

/** What the database says of some assets now. */
export async function entriesOf(db: SparklioDb, ids: readonly string[]): Promise<readonly Entry[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    ${assets} and g.id = any(${[...ids]}::uuid[])
    union all
    ${versions} and v.asset_id = any(${[...ids]}::uuid[])`.execute(db);
  return rows.map(toEntry);
}

/** Whether two readings tell of the same file. */
export const isSameFile = (one: Entry, other: Entry): boolean =>
  one.assetId === other.assetId &&
  one.path === other.path &&
  one.size === other.size &&
  one.checksum === other.checksum;

/** Has the renditions of former files made again that are under these keys. Their assets need a job besides. */
export async function markFormerPending(db: SparklioDb, keys: readonly string[]): Promise<void> {
  await sql`
    update sparklio.asset_versions set rendition = 'pending'
    where thumbnail_key = any(${[...keys]}::text[]) or preview_key = any(${[...keys]}::text[])
      or strip_key = any(${[...keys]}::text[])`.execute(db);
}
