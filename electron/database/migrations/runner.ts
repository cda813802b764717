import { sql, type Transaction } from 'kysely';
import { AppError } from '../../errors.ts';
import { step } from '../../steps.ts';
import type { SparklioDb, Tables } from '../tables.ts';

/** A numbered step: additive, safe to run twice, never changed once released. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  /** Statements, run in one transaction. */
  readonly sql: string;
}

/** One lock for all desktops that open the same database at once. */
export const migrationLock = 7_410_226_001;

/**
 * Brings the database to this version of the app and tells which steps were needed.
 * Throws `library_newer` when a later version of the app has been here.
 */
export async function migrate(db: SparklioDb, migrations: readonly Migration[]): Promise<number[]> {
  const known = Math.max(0, ...migrations.map(({ id }) => id));
  const before = await appliedIds(db);
  refuseNewer(before, known);
  if (migrations.every(({ id }) => before.includes(id))) return [];
  if (before.length === 0) {
    await db.transaction().execute(prepare);
    step('migrate.prepared');
  }
  const applied: number[] = [];
  for (const migration of migrations) {
    const wasRun = await db.transaction().execute(async (trx) => {
      await lock(trx);
      const done = await appliedIds(trx);
      refuseNewer(done, known);
      if (done.includes(migration.id)) return false;
      await sql.raw(migration.sql).execute(trx);
      await trx
        .insertInto('sparklio.migrations')
        .values({ id: migration.id, name: migration.name })
        .execute();
      step('migrate.applying', { migration: migration.id });
      return true;
    });
    if (!wasRun) continue;
    applied.push(migration.id);
    step('migrate.applied', { migration: migration.id });
  }
  return applied;
}

function refuseNewer(applied: readonly number[], known: number): void {
  const newest = Math.max(0, ...applied);
  if (newest <= known) return;
  throw new AppError('library_newer', `The library is at version ${newest}, the app at ${known}.`);
}

async function prepare(trx: Transaction<Tables>): Promise<void> {
  await lock(trx);
  await sql`create schema if not exists sparklio`.execute(trx);
  await sql`create table if not exists sparklio.migrations (
    id int primary key,
    name text not null,
    applied_at timestamp not null default now()
  )`.execute(trx);
}

async function lock(trx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${migrationLock}::bigint)`.execute(trx);
}

async function appliedIds(db: SparklioDb): Promise<number[]> {
  const { rows } = await sql<{ present: boolean }>`
    select to_regclass('sparklio.migrations') is not null as present`.execute(db);
  if (!rows[0]?.present) return [];
  const done = await db.selectFrom('sparklio.migrations').select('id').execute();
  return done.map(({ id }) => id);
}
