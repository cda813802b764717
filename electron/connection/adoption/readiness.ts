import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import { readState } from './inspect.ts';
import { blockOf, isNewer, knownMigration, stepsFor } from './steps.ts';
import type { Adoption } from './types.ts';

/** How far the database is, in a few quick statements: for opening a library. */
export async function readAdoption(db: SparklioDb): Promise<Adoption> {
  const { state } = await db
    .transaction()
    .setAccessMode('read only')
    .execute((trx) => readState(trx));
  const version = Math.max(0, ...state.migrations);
  if (isNewer(state)) return { state: 'newer', version, known: knownMigration };
  if (blockOf(state) === 'foreign_tables') return { state: 'foreign' };
  if (!state.hasSchema) return { state: 'missing' };
  if (stepsFor(state).some(({ isEssential }) => isEssential)) {
    return { state: 'incomplete', version, needed: knownMigration };
  }
  return { state: 'ready' };
}

/**
 * Throws `not_adopted` (with `details.version` and `details.needed` when steps are missing), `library_newer`, or
 * `server_part_failed` with `details.cause` where another program's tables bear the shared names.
 */
export async function requireAdopted(db: SparklioDb): Promise<void> {
  const adoption = await readAdoption(db);
  switch (adoption.state) {
    case 'ready':
      return;
    case 'missing':
      throw new AppError('not_adopted', 'The database is not prepared for the app', {});
    case 'incomplete': {
      const { version, needed } = adoption;
      throw new AppError('not_adopted', 'The database lacks what this version needs', { version, needed });
    }
    case 'newer': {
      const { version, known } = adoption;
      throw new AppError('library_newer', 'A later version of the app has been here', { version, known });
    }
    case 'foreign':
      throw new AppError('server_part_failed', 'The tables are those of another program', {
        part: 'database',
        cause: 'foreign_tables',
      });
  }
}
