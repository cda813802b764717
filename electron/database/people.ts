import { AppError } from '../errors.ts';
import type { SharedShape } from './shape.ts';
import type { SparklioDb } from './tables.ts';

/**
 * The person with this e-mail address (in whatever case), made when there is none: with what the other program requires
 * of a row, and a password that nobody can log in with. Gives `users.id`. Throws `permission_denied` when the role may not add people.
 */
export async function ensurePerson(
  _db: SparklioDb,
  _shape: SharedShape,
  _person: { readonly email: string; readonly name: string },
): Promise<string> {
  throw new AppError('not_available_yet', 'People');
}
