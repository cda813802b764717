import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb, Tables } from '../database/tables.ts';
import { log } from '../log.ts';
import { type JobKind, type JobQueue, jobSchema } from './queue.ts';
import { Remakes } from './remakes.ts';

/**
 * Jobs of one kind that wait at most, of all desktops together: a million rows that another program wrote do not
 * become a million jobs at once, and what is newest when there is room again comes first.
 */
const windowSize = 240;
/** The window is filled again when it is this empty. */
const refillBelow = windowSize / 2;
/** Assets that are looked at for a vector in one step. */
const strideSize = 2000;
/** Nothing was missing: how long until one looks again unasked. */
const restMs = 30_000;
/** There is more to do than the window holds. */
const busyMs = 2000;
/** Held while the window is filled, so that two desktops do not fill it twice. */
const lockKey = 7_410_226_002;

interface BackfillOptions {
  readonly db: SparklioDb;
  readonly jobs: JobQueue;
  /** The model that vectors are made with. */
  readonly model: () => string;
  /** Whether pictures may come without a job of their own: where other programs write, or other desktops. */
  readonly isShared: boolean;
  /** Whether it is not the time for work in the background. */
  readonly hold: () => boolean;
  /** Whether vectors wait for something that nobody here can do anything about. */
  readonly vectorsAreHeld: () => boolean;
  readonly onQueued: (kind: JobKind) => void;
}

interface Place {
  /** As the database writes it: a Date knows no microseconds, and would leave out what shares its millisecond. */
  readonly created_at: string;
  readonly asset_id: AssetId;
}

/**
 * Gives assets that other programs wrote their renditions and vectors, a window of jobs at a time, and when there is
 * nothing else to do has made again what an older version of the app made.
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #loop: Promise<void> | null = null;
  /** How far the walk for missing vectors is; null at its beginning, `done` until it is asked to begin again. */
  #walk: Place | null | 'done';
  /** Counts how often the walk was asked to begin again: a stride of the former walk does not end the new one. */
  #walks = 0;
  /** The walk came past assets whose job may still be for a former model. */
  #passedLive = false;
  readonly #remakes: Remakes;

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#walk = options.isShared ? null : 'done';
    this.#remakes = new Remakes({ ...options, takeTurn });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Others wrote something, or jobs came to their end. */
  notify(): void {
    this.#wake.abort();
  }

  /** Looks once more at everything for vectors that nothing will make. */
  walkAgain(): void {
    this.#walk = null;
    this.#walks += 1;
    this.#passedLive = false;
    this.notify();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { hold, onQueued } = this.#options;
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController();
      let more = false;
      if (!hold()) {
        try {
          const renders = this.#options.isShared ? await this.fillRenders() : 0;
          const remakes = renders > 0 ? 0 : await this.#remakes.fill();
          if (renders + remakes > 0) onQueued('render');
          const embeds = await this.fillEmbeds();
          if (embeds > 0) onQueued('embed');
          more = renders > 0 || this.#walk !== 'done' || !this.#remakes.isDone;
        } catch (error) {
          if (!this.#stop.signal.aborted) log.warn('backfill', { message: String(error) });
        }
      }
      // Even a busy neighbour, who wakes this with every row, leaves the database some peace.
      await delay(busyMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
      if (more || this.#wake.signal.aborted) continue;
      await delay(restMs, undefined, { signal: this.#wake.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Queues the newest assets without renditions that nothing is queued for; the number of them. */
  async fillRenders(): Promise<number> {
    return await this.#options.db.transaction().execute(async (transaction) => {
      const live = await this.#live(transaction, 'render');
      if (live === null) return 0;
      const { rows } = await sql<{ asset_id: AssetId; given_up: boolean }>`
        select a.asset_id, exists (
          select from ${sql.ref(`${jobSchema}.job`)} j
          where j.name = 'render' and j.state = 'failed' and j.singleton_key = a.asset_id::text) as given_up
        from (
          select asset_id from sparklio.assets
          where rendition = 'pending' and published and asset_id <> all(${live}::uuid[])
          order by created_at desc, asset_id desc
          limit ${windowSize - live.length}
        ) a`.execute(transaction);
      // Cut off until its attempts were used up: its handler never had a say.
      const lost = rows.filter(({ given_up }) => given_up).map(({ asset_id }) => asset_id);
      if (lost.length > 0) await giveUpRenders(transaction, lost);
      const wanted = rows.filter(({ given_up }) => !given_up).map(({ asset_id }) => asset_id);
      if (wanted.length > 0) await this.#options.jobs.add(transaction, 'render', wanted);
      return wanted.length;
    });
  }

  /** Goes a stride further, from new to old, and queues what has a preview and no vector; the number of them. */
  async fillEmbeds(): Promise<number> {
    const from = this.#walk;
    const walk = this.#walks;
    if (from === 'done') return 0;
    return await this.#options.db.transaction().execute(async (transaction) => {
      const live = await this.#live(transaction, 'embed');
      if (live === null) return 0;
      const after =
        from === null
          ? sql`true`
          : sql`(created_at, asset_id) < (${from.created_at}::timestamp, ${from.asset_id}::uuid)`;
      const { rows } = await sql<Place & { missing: boolean }>`
        select s.created_at::text, s.asset_id, not exists (
          select from sparklio.asset_vectors v
          where v.asset_id = s.asset_id and v.model = ${this.#options.model()}) as missing
        from (
          select created_at, asset_id from sparklio.assets
          where published and preview_key is not null and type in ('image', 'video') and ${after}
          order by created_at desc, asset_id desc
          limit ${strideSize}
        ) s
        order by s.created_at desc, s.asset_id desc`.execute(transaction);
      const wanted: AssetId[] = [];
      const queued = new Set<string>(live);
      let last: Place | null = from;
      let passedLive = false;
      for (const row of rows) {
        if (row.missing && queued.has(row.asset_id)) passedLive = true;
        else if (row.missing) {
          if (queued.size + wanted.length >= windowSize) break;
          wanted.push(row.asset_id);
        }
        last = row;
      }
      if (wanted.length > 0) await this.#options.jobs.add(transaction, 'embed', wanted);
      const finished = rows.length < strideSize && last?.asset_id === rows.at(-1)?.asset_id;
      if (walk !== this.#walks) return wanted.length;
      this.#passedLive ||= passedLive;
      this.#walk = finished || rows.length === 0 ? (this.#passedLive ? null : 'done') : last;
      if (this.#walk === null) this.#passedLive = false;
      return wanted.length;
    });
  }

  /** Assets that have a job already; null when there are enough, or another desktop is filling the window. */
  async #live(transaction: Transaction<Tables>, kind: JobKind): Promise<string[] | null> {
    if (!(await takeTurn(transaction))) return null;
    const waiting = await sql<{ id: string }>`
      select singleton_key as id from ${sql.ref(`${jobSchema}.job`)}
      where name = ${kind} and state < 'active' limit ${refillBelow}`.execute(transaction);
    if (waiting.rows.length >= refillBelow) return null;
    const active = await sql<{ id: string }>`
      select singleton_key as id from ${sql.ref(`${jobSchema}.job`)}
      where name = ${kind} and state = 'active'`.execute(transaction);
    return [...new Set([...waiting.rows, ...active.rows].map(({ id }) => id))].slice(0, windowSize);
  }
}

/** False when another desktop fills the window at this moment. */
async function takeTurn(transaction: Transaction<Tables>): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(${lockKey}::bigint) as held`.execute(transaction);
  return rows[0]?.held === true;
}

/** Renditions that no attempt came to the end of: the person sees it and can ask for another. */
export async function giveUpRenders(
  transaction: Transaction<Tables>,
  ids: readonly AssetId[],
): Promise<void> {
  await transaction
    .updateTable('sparklio.assets')
    .set({ rendition: 'failed' })
    .where('asset_id', 'in', ids)
    .execute();
  await transaction
    .insertInto('sparklio.asset_details')
    .values(ids.map((asset_id) => ({ asset_id, problem: 'media_crashed', rendered_at: new Date() })))
    .onConflict((conflict) => conflict.column('asset_id').doUpdateSet({ problem: 'media_crashed' }))
    .execute();
}
