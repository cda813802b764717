import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { cutTo, fillRow } from './filling.ts';
import type { SharedShape } from './shape.ts';
import type { SparklioDb } from './tables.ts';

/** Two desktops that meet a new person at once make one row. */
const PEOPLE_LOCK = 7_410_226_003;
const INSUFFICIENT_PRIVILEGE = '42501';

const idSchema = z.object({ id: z.uuid() });

/**
 * The person with this e-mail address (in whatever case), made when there is none: with what the other program requires
 * of a row, and a password that nobody can log in with. Gives `users.id`. Throws `permission_denied` when the role may not add people.
 */
export async function ensurePerson(
  db: SparklioDb,
  shape: SharedShape,
  person: { readonly email: string; readonly name: string },
): Promise<string> {
  const email = person.email.trim();
  const known = await findPerson(db, email);
  if (known !== null) return known;
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${PEOPLE_LOCK}::bigint)`.execute(trx);
      return (await findPerson(trx, email)) ?? (await addPerson(trx, shape, { ...person, email }));
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE) {
      throw new AppError(
        'permission_denied',
        'The role may not add people',
        { part: 'database' },
        false,
        error,
      );
    }
    throw error;
  }
}

/** The row of the person with this address; null where there is none. */
export async function findPerson(db: SparklioDb, email: string): Promise<string | null> {
  const { rows } = await sql`
    select id from public.users where lower(email) = lower(${email}) order by email = ${email} desc, id limit 1`.execute(
    db,
  );
  return rows[0] === undefined ? null : idSchema.parse(rows[0]).id;
}

async function addPerson(
  trx: SparklioDb,
  { users }: SharedShape,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<string> {
  const id = randomUUID();
  const username = users.columns.get('username');
  const known = {
    id,
    email,
    name: name === '' ? (email.split('@')[0] ?? email) : name,
    ...(username === undefined ? {} : { username: await freeUsername(trx, email, username) }),
  };
  const row = fillRow(users, known, { userId: id, now: new Date() });
  const names = Object.keys(row);
  const unknown = names.find((column) => row[column] === undefined);
  if (unknown !== undefined) {
    throw new AppError('server_part_failed', `users requires ${unknown}`, {
      part: 'database',
      cause: 'foreign_tables',
      table: 'users',
      column: unknown,
    });
  }
  await sql`
    insert into public.users (${sql.join(names.map((column) => sql.ref(column)))})
    values (${sql.join(names.map((column) => row[column]))})`.execute(trx);
  return id;
}

/** The part before the `@`, numbered where somebody has it. */
async function freeUsername(
  trx: SparklioDb,
  email: string,
  column: { readonly max_length: number | null },
): Promise<string> {
  const wanted = cutTo(
    { max_length: column.max_length === null ? null : column.max_length - 4 },
    email.split('@')[0] ?? '',
  );
  const { rows } = await sql`
    select username from public.users where left(username, ${wanted.length}::int) = ${wanted}`.execute(trx);
  const taken = new Set(
    z
      .array(z.object({ username: z.string() }))
      .parse(rows)
      .map((row) => row.username),
  );
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
