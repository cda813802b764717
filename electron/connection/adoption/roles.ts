import { sql } from 'kysely';
import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { readShape, type SharedShape } from '../../database/shape.ts';
import { AppError } from '../../errors.ts';
import { groupRoles } from './facts.ts';
import { groupGrants } from './grants.ts';
import { requireAdopted } from './readiness.ts';
import { scramVerifier } from './scram.ts';

/** `member` reads and writes what the app uses; `viewer` only reads. Neither makes nor changes tables. */
export type Access = keyof typeof groupRoles;

export interface RoleOptions {
  readonly access: Access;
  /** The role that a person connects with; null makes the group role only. */
  readonly login: string | null;
  /** Columns of the shared tables, from `readShape`: people's are granted one by one. */
  readonly shape: SharedShape;
}

const MAX_NAME = 63;
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_.@-]*$/u;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * The statements that make the group role (and the login), without any password. Needs an adopted database. May be run
 * again: what is there stays. Throws `invalid_input` for a name that is not a plain word.
 */
export function roleSql({ access, login, shape }: RoleOptions): string {
  const group = groupRoles[access];
  const statements = [
    `-- Reads${access === 'member' ? ' and writes' : ''} what the app uses; makes and changes no tables.`,
    createRole(group, 'nologin'),
    `do $$ begin execute format('grant connect on database %I to ${group}', current_database()); end $$;`,
    ...groupGrants([group], shape.users.columns),
  ];
  if (login !== null) {
    const name = identifier(login);
    statements.push(
      '-- The role that a person connects with. Its password is set apart.',
      createRole(login, 'login'),
      `grant ${group} to ${name};`,
    );
  }
  return `${statements.join('\n')}\n`;
}

function createRole(name: string, kind: 'login' | 'nologin'): string {
  const attributes = `${kind} nosuperuser nocreatedb nocreaterole noreplication`;
  return `do $$ begin
  if not exists (select from pg_roles where rolname = ${literal(name)}) then
    create role ${identifier(name)} ${attributes};
  end if;
exception when duplicate_object or unique_violation then null; -- made by somebody else this moment
end $$;`;
}

function identifier(name: string): string {
  if (!PLAIN_NAME.test(name) || Buffer.byteLength(name) > MAX_NAME || name.startsWith('pg_')) {
    throw new AppError('invalid_input', 'Not a name for a role', { name });
  }
  return `"${name}"`;
}

/** Of a name that `identifier` lets through. */
function literal(name: string): string {
  identifier(name);
  return `'${name}'`;
}

/**
 * Runs `roleSql` and sets the password of the login, in one transaction. The server learns the verifier only.
 * Errors: `invalid_input`, `name_taken` where the login is there and is not the app's, `permission_denied`, `not_adopted`.
 */
export async function createLogin(
  { db }: Pick<DatabaseEngine, 'db'>,
  options: { readonly access: Access; readonly login: string; readonly password: string },
): Promise<void> {
  const { access, login, password } = options;
  const verifier = scramVerifier(password);
  await requireAdopted(db);
  try {
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ taken: boolean }>`
        select not exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
          where m.member = r.oid and g.rolname = any(${Object.values(groupRoles)}::text[])) as taken
        from pg_roles r where r.rolname = ${login}`.execute(trx);
      if (rows[0]?.taken === true) {
        throw new AppError('name_taken', 'A role of that name belongs to something else', { name: login });
      }
      await sql.raw(roleSql({ access, login, shape: await readShape(trx) })).execute(trx);
      await sql.raw(`alter role ${identifier(login)} password '${verifier}'`).execute(trx);
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE) {
      throw new AppError(
        'permission_denied',
        'The role may not make roles',
        { part: 'database' },
        false,
        error,
      );
    }
    throw error;
  }
}
