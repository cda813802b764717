import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';

/** This installation, as the other desktops of the library see it. */
export interface Desktop {
  /** Drawn once for each installation. */
  readonly id: string;
  /** The row of `users`. */
  readonly userId: string | null;
  readonly appVersion: string;
}

export interface Presence {
  /** Desktops that have the library open now, this one included. */
  count(): Promise<number>;
  /** Says that this desktop leaves. What it has not finished stays its own. */
  close(): Promise<void>;
}

const beatMs = 30_000;
/** Without a sign of life for this long a desktop counts as closed. */
const awayAfter = '100 seconds';
const nameLimit = 120;

/** How many desktops have a library open. */
export async function countDesktops(db: SparklioDb): Promise<number> {
  const { rows } = await sql<{ desktops: number }>`
    select count(*)::int as desktops from sparklio.desktops
    where closed_at is null and last_seen > now() - ${awayAfter}::interval`.execute(db);
  return Math.max(1, rows[0]?.desktops ?? 1);
}

/**
 * Keeps the row of this desktop fresh while the library is open. Its uploads are its own as long as it lives, and
 * for days after its last sign of life. All times are the server's.
 */
export async function startPresence(db: SparklioDb, desktop: Desktop): Promise<Presence> {
  const { id, userId, appVersion } = desktop;
  const name = hostname().slice(0, nameLimit);
  let failing = false;

  async function beat(): Promise<void> {
    await sql`
      insert into sparklio.desktops as present (id, name, user_id, app_version)
      values (${id}, ${name}, ${userId}, ${appVersion})
      on conflict (id) do update set name = excluded.name, user_id = excluded.user_id,
        app_version = excluded.app_version, last_seen = now(), closed_at = null,
        opened_at = case when present.closed_at is null then present.opened_at else now() end`.execute(db);
  }
  await beat();

  const timer = setInterval(() => {
    beat().then(
      () => {
        failing = false;
      },
      (error: unknown) => {
        // An outage is told by the health of the library; here it would be told every half minute.
        if (!failing) log.warn('the sign of life was not taken', { message: String(error) });
        failing = true;
      },
    );
  }, beatMs);
  timer.unref();

  return {
    count: () => countDesktops(db),
    async close() {
      clearInterval(timer);
      await sql`
        with busy as (
          select exists (select from sparklio.uploads where desktop_id = ${id})
            or exists (select from sparklio.scans where desktop_id = ${id}) as is_busy
        ), left_behind as (
          update sparklio.desktops set closed_at = now(), last_seen = now()
          where id = ${id} and (select is_busy from busy)
        )
        delete from sparklio.desktops where id = ${id} and not (select is_busy from busy)`.execute(db);
    },
  };
}
