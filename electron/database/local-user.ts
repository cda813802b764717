import type { SparklioDb } from './tables.ts';

const LOCAL_EMAIL = 'local@sparklio';

/** The one person of a local library, made when missing; `name` is the account's on this computer. Gives the id. */
export async function ensureLocalUser(db: SparklioDb, name: string): Promise<string> {
  const made = await db
    .insertInto('public.users')
    .values({ email: LOCAL_EMAIL, name })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ email: LOCAL_EMAIL }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}
