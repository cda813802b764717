import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { AppError } from '../../errors.ts';

/** `member` reads and writes what the app uses; `viewer` only reads. Neither makes nor changes tables. */
export type Access = 'member' | 'viewer';

export interface RoleOptions {
  readonly access: Access;
  /** The role that a person connects with; null makes the group role only. */
  readonly login: string | null;
}

/** The statements that make the group role (and the login), without any password. Needs an adopted database. */
export function roleSql(_options: RoleOptions): string {
  throw new AppError('not_available_yet', 'Roles');
}

/** What PostgreSQL keeps of a password, so that the password itself never reaches the server's log. Throws `invalid_input` unless it is printable ASCII. */
export function scramVerifier(_password: string): string {
  throw new AppError('not_available_yet', 'Roles');
}

/** Runs `roleSql` and sets the password of the login, in one transaction. Errors: `permission_denied`, `not_adopted`. */
export async function createLogin(
  _engine: DatabaseEngine,
  _options: RoleOptions & { readonly login: string; readonly password: string },
): Promise<void> {
  throw new AppError('not_available_yet', 'Roles');
}
