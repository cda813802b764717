import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { giveUpRenders } from './backfill.ts';
import { type JobQueue, jobSchema } from './queue.ts';

/** Assets of one transaction. */
const groupSize = 500;

interface Lost {
  readonly asset_id: AssetId;
  /** Its job used up all attempts without its handler having a say: it was cut off each time. */
  readonly given_up: boolean;
}

/** Gives pictures whose vector nothing will make a job again. A vector that was given up has a row that says so. */
async function queueVectors(db: SparklioDb, jobs: JobQueue, model: string): Promise<void> {
  const { rows } = await sql<Pick<Lost, 'asset_id'>>`
    select a.asset_id
    from sparklio.assets a
    where a.preview_key is not null and a.type in ('image', 'video') and a.published
      and not exists (select from sparklio.asset_vectors v where v.asset_id = a.asset_id and v.model = ${model})
      and not exists (
        select from ${sql.ref(`${jobSchema}.job`)} j
        where j.name = 'embed' and j.singleton_key = a.asset_id::text and j.state in ('created', 'retry', 'active'))`.execute(
    db,
  );
  for (let at = 0; at < rows.length; at += groupSize) {
    const ids = rows.slice(at, at + groupSize).map(({ asset_id }) => asset_id);
    await db.transaction().execute((transaction) => jobs.add(transaction, 'embed', ids));
  }
}

/**
 * Finds assets that wait for renditions which nothing will make: their job was cut off until its attempts were
 * used up (they become failures that the person sees), or they never had one (they get one). Gives the number of them queued.
 */
export async function settleLost(db: SparklioDb, jobs: JobQueue, model: string): Promise<number> {
  await queueVectors(db, jobs, model);
  let queued = 0;
  for (;;) {
    const { rows } = await sql<Lost>`
      select a.asset_id, bool_or(j.state = 'failed') is true as given_up
      from sparklio.assets a
      left join ${sql.ref(`${jobSchema}.job`)} j on j.name = 'render' and j.singleton_key = a.asset_id::text
      where a.rendition = 'pending' and (a.published or a.trashed)
      group by a.asset_id
      having bool_or(j.state in ('created', 'retry', 'active')) is not true
      limit ${groupSize}`.execute(db);
    if (rows.length === 0) return queued;
    const failed = rows.filter((row) => row.given_up).map(({ asset_id }) => asset_id);
    const waiting = rows.filter((row) => !row.given_up).map(({ asset_id }) => asset_id);
    await db.transaction().execute(async (transaction) => {
      if (waiting.length > 0) await jobs.add(transaction, 'render', waiting);
      if (failed.length > 0) await giveUpRenders(transaction, failed);
    });
    queued += waiting.length;
    if (rows.length < groupSize) return queued;
  }
}
