import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import type { Inspection } from './types.ts';

/** Looks at a database in a transaction that can't write. Any PostgreSQL error passes through. */
export async function inspectDatabase(_db: SparklioDb): Promise<Inspection> {
  throw new AppError('not_available_yet', 'Inspection');
}
