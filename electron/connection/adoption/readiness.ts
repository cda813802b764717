import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import type { Adoption } from './types.ts';

/** How far the database is, in few and quick statements: for opening a library. */
export async function readAdoption(_db: SparklioDb): Promise<Adoption> {
  throw new AppError('not_available_yet', 'Adoption');
}

/** Throws `not_adopted` (with `details.version` and `details.needed` when steps are missing) or `library_newer`. */
export async function requireAdopted(db: SparklioDb): Promise<void> {
  await readAdoption(db);
}
