import { sql } from 'kysely';
import type { Cause } from '../../../shared/contract/connection.ts';
import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { migrationLock } from '../../database/migrations/runner.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import { inspectDatabase, inspectWithin } from './inspect.ts';
import { planAdoption } from './plan.ts';
import type { DatabaseFindings } from './types.ts';

/**
 * Runs the plan with this hash in one transaction, all of it or nothing, and gives what is there afterwards.
 * Errors: `plan_changed` when the plan would be another one now, `busy` when another program holds what the plan needs,
 * `permission_denied`, `library_newer`, `server_part_failed` (with `details.cause`) where the plan is blocked.
 */
export async function adoptDatabase(
  engine: Pick<DatabaseEngine, 'backgroundDb'>,
  hash: string,
): Promise<DatabaseFindings> {
  const db = engine.backgroundDb;
  try {
    await db.transaction().execute((trx) => runPlan(trx, hash));
  } catch (error) {
    throw adoptionError(error);
  }
  return (await inspectDatabase(db)).findings;
}

async function runPlan(trx: SparklioDb, hash: string): Promise<void> {
  await sql`set local lock_timeout = '5s'`.execute(trx);
  await sql`select pg_advisory_xact_lock(${migrationLock}::bigint)`.execute(trx);
  const plan = planAdoption(await inspectWithin(trx));
  if (plan.hash !== hash)
    throw new AppError('plan_changed', 'The database is not as it was when the plan was shown');
  if (plan.blockedBy !== null) throw blocked(plan.blockedBy);
  if (plan.sql !== '') await sql.raw(plan.sql).execute(trx);
}

function blocked(cause: Cause): AppError {
  if (cause === 'missing_rights') {
    return new AppError('permission_denied', 'The role may not do what the plan needs', {
      part: 'database',
      cause,
    });
  }
  return new AppError('server_part_failed', 'The plan can not be run here', { part: 'database', cause });
}

const lockNotAvailable = '55P03';
const deadlock = '40P01';
const insufficientPrivilege = '42501';

function adoptionError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === lockNotAvailable || code === deadlock) {
    return new AppError(
      'busy',
      'Another program holds tables that the plan needs',
      { part: 'database' },
      true,
      error,
    );
  }
  if (code === insufficientPrivilege) {
    return new AppError(
      'permission_denied',
      'The role may not do what the plan needs',
      { part: 'database', cause: 'missing_rights' },
      false,
      error,
    );
  }
  return error;
}
