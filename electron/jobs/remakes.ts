import { type RawBuilder, sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb, Tables } from '../database/tables.ts';
import { renderVersion } from '../media/render-version.ts';
import { type JobQueue, jobSchema } from './queue.ts';

/** Jobs of this kind that wait at most: whatever else comes to the queue is not behind many of them. */
const windowSize = 24;
const refillBelow = 8;
/** Assets that are looked at in one step. */
const strideSize = 2000;
/** Below everything that anybody may wait for. */
const priority = -1;
const stateKey = 'renditions_made_again';
const recordSchema = z.object({ version: z.number() });

interface Change {
  /** The first version of the app that makes it so. */
  readonly version: number;
  /** Of what, of `sparklio.assets a` with its details `d`. */
  readonly what: RawBuilder<boolean>;
}

/** Each time that `renderVersion` was raised: whose renditions or facts the version before made otherwise. */
const changes: readonly Change[] = [
  {
    version: 2,
    // Formats that had no picture, and sounds, which had no waveform.
    what: sql<boolean>`(a.rendition in ('none', 'failed') or a.type = 'audio'
      or a.mime in ('image/vnd.adobe.photoshop', 'image/heic', 'image/heif', 'image/tiff'))`,
  },
  // Films got their strip, and what C2PA manifests claim is read: of pictures that say where they come from, no others.
  { version: 3, what: sql<boolean>`(a.type = 'video' or d.metadata ? 'digitalSourceType')` },
];

interface Place {
  /** As the database writes it: a Date knows no microseconds, and would leave out what shares its millisecond. */
  readonly created_at: string;
  readonly asset_id: AssetId;
}

interface RemakeOptions {
  readonly db: SparklioDb;
  readonly jobs: JobQueue;
  /** Whether desktops with another version of the app may have drawn something since. */
  readonly isShared: boolean;
  /** Vectors wait for what nobody here can do anything about: they are not to be waited for. */
  readonly vectorsAreHeld: () => boolean;
  /** Takes the turn among all desktops for the length of a transaction; false when another one has it. */
  readonly takeTurn: (transaction: Transaction<Tables>) => Promise<boolean>;
}

/**
 * Has made again, from new to old and a few at a time, what an older version of the app made of files that it could
 * not show so well. Nothing is made twice: what was made again says by which version.
 */
export class Remakes {
  readonly #options: RemakeOptions;
  /** How far the walk is; null at its beginning. */
  #walk: Place | null = null;
  #isDone = false;
  #isBegun = false;

  constructor(options: RemakeOptions) {
    this.#options = options;
  }

  /** Nothing is left to be looked at. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Goes a stride further unless there is other work; the number of jobs that were queued. */
  async fill(): Promise<number> {
    if (this.#isDone) return 0;
    const { db, jobs, isShared } = this.#options;
    if (!this.#isBegun && !isShared && (await this.#wasDone())) {
      this.#isDone = true;
      return 0;
    }
    this.#isBegun = true;
    const step = await db.transaction().execute(async (transaction) => {
      if (!(await this.#options.takeTurn(transaction)) || (await this.#isBusy(transaction))) return null;
      const rows = await this.#stride(transaction);
      const wanted: AssetId[] = [];
      let last = this.#walk;
      for (const row of rows) {
        if (row.outdated) {
          if (wanted.length >= windowSize) break;
          wanted.push(row.asset_id);
        }
        last = row;
      }
      if (wanted.length > 0) await jobs.add(transaction, 'render', wanted, { priority });
      const end = rows.at(-1);
      const isDone = rows.length < strideSize && (end === undefined || end === last);
      if (isDone) await this.#note(transaction);
      return { queued: wanted.length, last, isDone };
    });
    if (step === null) return 0;
    this.#walk = step.last;
    this.#isDone = step.isDone;
    return step.queued;
  }

  async #stride(transaction: Transaction<Tables>): Promise<readonly (Place & { outdated: boolean })[]> {
    const from = this.#walk;
    const after =
      from === null
        ? sql`true`
        : sql`(created_at, asset_id) < (${from.created_at}::timestamp, ${from.asset_id}::uuid)`;
    const changed = changes.map(({ version, what }) => sql`(d.render_version < ${version}::int and ${what})`);
    // What is pending is made anyway, and what was given up by the queue itself is not tried for ever.
    const { rows } = await sql<Place & { outdated: boolean }>`
      select a.created_at::text, a.asset_id,
        coalesce(d.rendered_at is not null and a.rendition <> 'pending' and (${sql.join(changed, sql` or `)}), false)
          and not exists (
            select from ${sql.ref(`${jobSchema}.job`)} j
            where j.name = 'render' and j.singleton_key = a.asset_id::text and j.state in ('active', 'failed'))
          as outdated
      from (
        select created_at, asset_id, type, mime, rendition from sparklio.assets
        where published and ${after}
        order by created_at desc, asset_id desc
        limit ${strideSize}
      ) a
      left join sparklio.asset_details d on d.asset_id = a.asset_id
      order by a.created_at desc, a.asset_id desc`.execute(transaction);
    return rows;
  }

  /** Pictures and vectors that somebody may wait for go first. */
  async #isBusy(transaction: Transaction<Tables>): Promise<boolean> {
    const waiting = async (kind: 'render' | 'embed', most: number): Promise<boolean> => {
      const { rows } = await sql`
        select from ${sql.ref(`${jobSchema}.job`)} where name = ${kind} and state < 'active' limit ${most}`.execute(
        transaction,
      );
      return rows.length >= most;
    };
    if (await waiting('render', refillBelow)) return true;
    return !this.#options.vectorsAreHeld() && (await waiting('embed', 1));
  }

  async #wasDone(): Promise<boolean> {
    const row = await this.#options.db
      .selectFrom('sparklio.state')
      .select('value')
      .where('key', '=', stateKey)
      .executeTakeFirst();
    return (recordSchema.safeParse(row?.value).data?.version ?? 0) >= renderVersion;
  }

  async #note(transaction: Transaction<Tables>): Promise<void> {
    const value = JSON.stringify({ version: renderVersion });
    await transaction
      .insertInto('sparklio.state')
      .values({ key: stateKey, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }
}
