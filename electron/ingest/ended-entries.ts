import { sql } from 'kysely';
import type { AssetId, UploadId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Upload } from './upload.ts';

/** Uploads in one statement. */
const chunk = 500;

/** An asset for whose sake a file was not taken in: it has the file's bytes, or its name. */
export interface NotTaken {
  readonly as: 'duplicate' | 'conflict';
  readonly of: AssetId;
}

/** How an upload ended; `assetId` is the asset that it became, or the one that has its bytes or its name. */
export interface Ended {
  readonly id: UploadId;
  readonly state: 'published' | 'duplicate' | 'conflict' | 'failed' | 'cancelled';
  readonly assetId: AssetId | null;
  readonly size: number;
  readonly type: string | null;
  readonly onDuplicate: string;
  readonly onConflict: string;
}

export interface EndedEntry {
  readonly id: UploadId;
  readonly object_key: string | null;
}

/**
 * Moves journal entries to the history, with what became of them. Gives those that were there; one that is missing was moved
 * before. In the transaction that ends an upload, so that no crash can make the two differ.
 */
export async function endEntries(db: SparklioDb, ended: readonly Ended[]): Promise<EndedEntry[]> {
  const entries: EndedEntry[] = [];
  for (let at = 0; at < ended.length; at += chunk) {
    const some = ended.slice(at, at + chunk);
    const { rows } = await sql<EndedEntry>`
      with told as (
        select * from unnest(
          ${some.map(({ id }) => id)}::uuid[], ${some.map(({ state }) => state)}::text[],
          ${some.map(({ assetId }) => assetId)}::uuid[], ${some.map(({ size }) => size)}::bigint[],
          ${some.map(({ type }) => type)}::text[], ${some.map(({ onDuplicate }) => onDuplicate)}::text[],
          ${some.map(({ onConflict }) => onConflict)}::text[]
        ) as t(id, state, asset_id, size, type, on_duplicate, on_conflict)
      ), gone as (
        delete from sparklio.uploads u using told t where u.id = t.id returning u.*
      ), kept as (
        insert into sparklio.upload_history (id, batch_id, batch_title, desktop_id, brand_id, project_id, asset_id,
          replaces, state, reason, on_duplicate, on_conflict, path, name, folder, size, type, tags, created_at)
        select g.id, g.batch_id, g.batch_title, g.desktop_id, g.brand_id, g.project_id, t.asset_id,
          g.replaces, t.state, case when t.state = 'failed' then g.reason end, t.on_duplicate, t.on_conflict, g.path, g.name,
          g.folder, t.size, coalesce(t.type, g.type), g.tags, g.created_at
        from gone g join told t on t.id = g.id
        on conflict (id) do update set state = excluded.state, reason = excluded.reason,
          asset_id = excluded.asset_id, on_duplicate = excluded.on_duplicate,
          on_conflict = excluded.on_conflict, size = excluded.size,
          type = excluded.type, path = excluded.path, ended_at = now()
      )
      select id, object_key from gone`.execute(db);
    entries.push(...rows);
  }
  return entries;
}

/** Under which numbers files became the current ones of their assets. In the transaction that ended their entries. */
export async function noteVersions(
  db: SparklioDb,
  put: readonly { readonly id: UploadId; readonly version: number }[],
): Promise<void> {
  if (put.length === 0) return;
  await sql`
    update sparklio.upload_history as h set version = p.version
    from unnest(${put.map(({ id }) => id)}::uuid[], ${put.map(({ version }) => version)}::int[]) as p(id, version)
    where h.id = p.id`.execute(db);
}

/** Files that never were in the journal, because their scan refused them. */
export async function keepRefused(
  db: SparklioDb,
  batchTitle: string,
  uploads: readonly Upload[],
  desktopId: string | null,
): Promise<void> {
  for (let at = 0; at < uploads.length; at += chunk) {
    const rows = uploads.slice(at, at + chunk).map((upload) => ({
      id: upload.id,
      batch_id: upload.batchId,
      batch_title: batchTitle,
      desktop_id: desktopId,
      brand_id: upload.brandId,
      project_id: upload.projectId,
      asset_id: null,
      replaces: null,
      state: 'failed' as const,
      reason: upload.error?.code ?? 'internal',
      path: upload.path,
      name: upload.name,
      folder: upload.folder,
      size: upload.size,
      type: null,
      created_at: upload.createdAt,
    }));
    await db
      .insertInto('sparklio.upload_history')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}
