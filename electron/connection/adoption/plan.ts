import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { blockOf, isNewer, knownMigration, type Step, stepsFor } from './steps.ts';
import type { DatabasePlan, DatabaseState, Inspection } from './types.ts';

/** Another program's lock is waited for no longer than this; then nothing at all is done. */
const lockSeconds = 5;

const preamble = `-- Everything below runs in one transaction. Nothing of another program is dropped or rewritten.
set local lock_timeout = '${lockSeconds}s';
set local statement_timeout = 0;
set local search_path = public;
set local timezone = 'UTC';
set local client_min_messages = warning;`;

/** What adoption would run here. Pure. `sql` is empty when the database is ready. Throws `library_newer`. */
export function planAdoption({ state }: Pick<Inspection, 'state'>): DatabasePlan {
  refuseNewer(state);
  const blockedBy = blockOf(state);
  const steps = blockedBy === 'foreign_tables' ? [] : stepsFor(state);
  const sql = steps.length === 0 ? '' : `${preamble}\n\n${steps.map(written).join('\n\n')}\n`;
  return {
    hash: createHash('sha256').update(sql).digest('hex'),
    sql,
    steps: steps.map(({ name, statements }) => ({ name, statements: statements.length })),
    blockedBy,
  };
}

function written({ name, why, statements }: Step, index: number): string {
  return `-- ${index + 1}. ${name}\n-- ${why}\n${statements.join('\n\n')}`;
}

export function refuseNewer(state: DatabaseState): void {
  if (!isNewer(state)) return;
  const version = Math.max(0, ...state.migrations);
  throw new AppError('library_newer', `The library is at version ${version}, the app at ${knownMigration}.`, {
    version,
    known: knownMigration,
  });
}
