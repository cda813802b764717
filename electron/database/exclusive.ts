import { sql } from 'kysely';
import type { SparklioDb } from './tables.ts';

/** First half of the keys of the app's advisory locks; the second is the name's hash. */
const lockSpace = 741_022_600;

/**
 * Runs work that only one desktop at a time may do; the answer is null when another one is at it. The lock is the
 * connection's, so it ends with a desktop that dies. It occupies one connection of the pool, so this is for
 * servers only. `work` may use that connection too, for what the lock is to outlast.
 */
export async function exclusively<T>(
  db: SparklioDb,
  name: string,
  work: (connection: SparklioDb) => Promise<T>,
): Promise<T | null> {
  return await db.connection().execute(async (connection) => {
    const { rows } = await sql<{ held: boolean }>`
      select pg_try_advisory_lock(${lockSpace}, hashtext(${name})) as held`.execute(connection);
    if (rows[0]?.held !== true) return null;
    try {
      return await work(connection);
    } finally {
      await sql`select pg_advisory_unlock(${lockSpace}, hashtext(${name}))`
        .execute(connection)
        // A connection that broke has given the lock back already.
        .catch(() => undefined);
    }
  });
}
