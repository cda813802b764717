import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import type { S3Connection } from '../storage/s3/connection.ts';
import { putObstacle } from '../storage/s3/inspect.ts';
import type { Access } from './health/gate.ts';

/** Tables that working in a library writes to. */
const written = [
  'public.generated_assets',
  'public.brands',
  'public.projects',
  'sparklio.assets',
  'sparklio.asset_details',
  'sparklio.uploads',
  'sparklio.desktops',
  'sparklio_jobs.job',
] as const;
/** The app never deletes from these, so its least-privilege role may not. */
const neverDeleted = ['public.brands', 'public.projects'] as const;

/** Whether the role may change rows, by the rights that it has and by the server's own state (a standby takes none). */
async function mayWriteRows(db: SparklioDb): Promise<boolean> {
  const { rows } = await sql<{ may_write: boolean }>`
    select not pg_is_in_recovery()
      and current_setting('default_transaction_read_only') = 'off'
      and coalesce(bool_and(
        case when to_regclass(name) is null or not has_schema_privilege(split_part(name, '.', 1), 'usage') then false
        else has_table_privilege(name, 'insert') and has_table_privilege(name, 'update')
          and (has_table_privilege(name, 'delete') or name = any(${[...neverDeleted]}::text[])) end), false) as may_write
    from unnest(${[...written]}::text[]) as wanted (name)`.execute(db);
  return rows[0]?.may_write === true;
}

/** A full disk is a bad day and no lack of rights. */
async function mayWriteObjects(connection: S3Connection, buckets: readonly string[]): Promise<boolean> {
  const obstacles = await Promise.all(buckets.map((bucket) => putObstacle(connection, bucket)));
  return obstacles.every((obstacle) => obstacle === null || obstacle === 'storage_full');
}

/** What role and key together let a person do. */
export async function findAccess(
  db: SparklioDb,
  connection: S3Connection,
  buckets: readonly string[],
): Promise<Access> {
  const may = await Promise.all([mayWriteRows(db), mayWriteObjects(connection, buckets)]);
  return may.every(Boolean) ? 'write' : 'read';
}
