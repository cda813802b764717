import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Listening, ServerLine } from '../database/engines/engine.ts';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import type { Change } from './changes.ts';
import { nextLookMs } from './health/back-off.ts';

const channel = 'sparklio_changes';
/** A notification holds 8000 bytes; beyond so many ids it says `assets` instead. */
const maxIds = 100;
/** How often one looks for changes while nothing can be heard. */
const pollMs = 15_000;
/** How often a silent connection is tried: a dead one looks the same as a quiet day. */
const checkMs = 60_000;

const word = z.enum(['assets', 'catalog']);
const announcement = z.strictObject({
  by: z.uuid(),
  what: z.enum(['assets', 'asset-details', 'catalog', 'tags']),
  ids: z.array(z.uuid()).max(maxIds),
});

interface AnnouncementOptions {
  readonly db: SparklioDb;
  readonly line: ServerLine;
  readonly desktopId: string;
  /** Another desktop or program changed something. */
  readonly onChange: (change: Change) => void;
}

/** What a notification says; null for this desktop's own and for what is none of ours. */
export function readAnnouncement(payload: string, desktopId: string): Change | null {
  const plain = word.safeParse(payload);
  if (plain.success) return { what: plain.data, assetIds: [] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return null;
  }
  const { data } = announcement.safeParse(parsed);
  if (data === undefined || data.by === desktopId) return null;
  return { what: data.what, assetIds: data.ids };
}

/**
 * Hears what others change in the library and tells them what is changed here. Where a connection for listening
 * can't be had, tables are looked at now and then instead, so that nothing stays unseen for long.
 */
export class Announcements {
  readonly #options: AnnouncementOptions;
  readonly #stop = new AbortController();
  #listening: Listening | null = null;
  #wake = new AbortController();
  #written: string | null = null;
  #loop: Promise<void> | null = null;

  constructor(options: AnnouncementOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#listening?.close();
    await this.#loop;
  }

  /** Never rejects: what is not heard is found by the others' next look. */
  tell({ what, assetIds }: Change): void {
    const many = assetIds.length > maxIds;
    const payload = JSON.stringify({
      by: this.#options.desktopId,
      what: many ? 'assets' : what,
      ids: many ? [] : assetIds,
    });
    sql`select pg_notify(${channel}, ${payload})`
      .execute(this.#options.db)
      .catch((error: unknown) => log.warn('a change could not be announced', { message: String(error) }));
  }

  async #run(): Promise<void> {
    let misses = 0;
    let again = false;
    while (!this.#stop.signal.aborted) {
      const lost = new AbortController();
      this.#wake = lost;
      try {
        this.#listening = await this.#listen(() => lost.abort());
        misses = 0;
        // Whatever happened while nobody listened.
        if (again) this.#changedUnheard();
        again = true;
        await this.#staysAlive(lost.signal);
      } catch (error) {
        if (misses === 0) log.warn('listening for changes failed', { message: String(error) });
        misses += 1;
      }
      await this.#listening?.close().catch(() => undefined);
      this.#listening = null;
      if (this.#stop.signal.aborted) return;
      if (misses > 0) await this.#lookForChanges();
      await delay(misses === 0 ? 250 : nextLookMs(misses), undefined, {
        signal: this.#stop.signal,
        ref: false,
      }).catch(() => undefined);
    }
  }

  async #listen(onLost: () => void): Promise<Listening> {
    const { line, desktopId, onChange } = this.#options;
    return await line.listen(
      channel,
      (payload) => {
        const change = readAnnouncement(payload, desktopId);
        if (change !== null) onChange(change);
      },
      onLost,
    );
  }

  async #staysAlive(lost: AbortSignal): Promise<void> {
    while (!lost.aborted) {
      await delay(checkMs, undefined, { signal: lost, ref: false }).catch(() => undefined);
      if (lost.aborted) return;
      const done = new AbortController();
      const late = delay(pollMs, undefined, { signal: done.signal, ref: false }).then(
        () => Promise.reject(new Error('The connection for listening is silent')),
        () => undefined,
      );
      await Promise.race([this.#listening?.check(), late]).finally(() => done.abort());
    }
  }

  /** The server counts what is written to a table, which costs nothing to ask. */
  async #lookForChanges(): Promise<void> {
    try {
      const { rows } = await sql<{ written: string }>`
        select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text as written from pg_stat_user_tables
        where (schemaname = 'public' and relname in ('generated_assets', 'brands', 'projects'))
          or (schemaname = 'sparklio' and relname in ('assets', 'asset_details', 'brands'))`.execute(
        this.#options.db,
      );
      const written = rows[0]?.written ?? null;
      if (this.#written !== null && written !== this.#written) this.#changedUnheard();
      this.#written = written;
    } catch {
      // The database is away; the first look after it tells.
    }
  }

  #changedUnheard(): void {
    for (const what of ['assets', 'catalog'] as const) this.#options.onChange({ what, assetIds: [] });
  }
}
