import { sql } from 'kysely';
import type { ExecuteSql } from './engines/engine.ts';
import type { SparklioDb } from './tables.ts';

const schemas = ['public', 'sparklio', 'sparklio_jobs'];

/**
 * What autovacuum does on a server, which PGlite does not have: fresh statistics and free space for tables that
 * changed much. Call in the background when nothing is going on; gives the tables it worked on.
 */
export async function maintainDatabase(engine: {
  backgroundDb: SparklioDb;
  executeSql: ExecuteSql;
}): Promise<string[]> {
  const { rows } = await sql<{ name: string; vacuum: boolean }>`
    select
      format('%I.%I', s.schemaname, s.relname) as name,
      s.n_dead_tup > 1000 + 0.2 * c.reltuples as vacuum
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.schemaname = any(${schemas}::text[])
      and (s.n_dead_tup > 1000 + 0.2 * c.reltuples or s.n_mod_since_analyze > 500 + 0.1 * c.reltuples)
    order by s.n_mod_since_analyze`.execute(engine.backgroundDb);
  for (const { name, vacuum } of rows) {
    await engine.executeSql(vacuum ? `vacuum analyze ${name}` : `analyze ${name}`);
  }
  return rows.map(({ name }) => name);
}

/**
 * Puts the projection right when a trigger once failed in another program's statement. Cheap when there is
 * nothing to do. Gives the number of assets that were wrong.
 */
export async function reconcileIfDirty(db: SparklioDb): Promise<number> {
  const dirty = await db
    .selectFrom('sparklio.state')
    .select('key')
    .where('key', '=', 'mirror_dirty')
    .executeTakeFirst();
  if (dirty === undefined) return 0;
  const { rows } = await sql<{ fixed: number }>`select sparklio.reconcile() as fixed`.execute(db);
  return rows[0]?.fixed ?? 0;
}
