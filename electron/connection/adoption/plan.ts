import { AppError } from '../../errors.ts';
import type { DatabasePlan, Inspection } from './types.ts';

/** What adoption would run here. Pure. `sql` is empty when the database is ready. Throws `library_newer`. */
export function planAdoption(_inspection: Inspection): DatabasePlan {
  throw new AppError('not_available_yet', 'Planning');
}
