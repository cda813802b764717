import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';

/** Those of the assets that are there and not in the trash. */
export async function findActive(db: SparklioDb, ids: readonly AssetId[]): Promise<ReadonlySet<AssetId>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('sparklio.assets')
    .select('asset_id')
    .where('asset_id', 'in', [...new Set(ids)])
    .where('trashed', '=', false)
    .execute();
  return new Set(rows.map(({ asset_id }) => asset_id));
}

/**
 * SHA-256 of the assets' files, in lower case and without a prefix, as other programs may write it; null where the row does
 * not say. What is not there has no entry.
 */
export async function readChecksums<Id extends string>(
  db: SparklioDb,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string | null>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; checksum: string | null }>`
    select id, lower(regexp_replace(checksum, '^sha256:', '')) as checksum
    from public.generated_assets where id = any(${[...new Set(ids)]}::uuid[])`.execute(db);
  const found = new Map(rows.map(({ id, checksum }) => [id, checksum]));
  return new Map(ids.filter((id) => found.has(id)).map((id) => [id, found.get(id) ?? null]));
}
