import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { AppError } from '../../errors.ts';
import type { DatabaseFindings } from './types.ts';

/**
 * Runs the plan with this hash in one transaction, all of it or nothing, and gives what is there afterwards.
 * Errors: `plan_changed` when the plan would be another one now, `busy` when another program holds what the plan needs,
 * `permission_denied`, `library_newer`, `server_part_failed` (with `details.cause`) where the plan is blocked.
 */
export async function adoptDatabase(_engine: DatabaseEngine, _hash: string): Promise<DatabaseFindings> {
  throw new AppError('not_available_yet', 'Adoption');
}
