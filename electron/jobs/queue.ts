import { fromKysely, type KyselyTransactionLike, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { ExecuteSql } from '../database/engines/engine.ts';
import { log } from '../log.ts';
import { type JobKind, jobKinds, jobSchema, queueOptions, retryLimit } from './queue-schema.ts';

export { type JobKind, jobSchema } from './queue-schema.ts';

/** Longer than it takes to write down the ends of jobs, so that this desktop does not end another one's attempt. */
const postponedSeconds = 5;
/** The queue's own upkeep, which looks at everything, is not made more often than this. */
const upkeepMs = 60_000;

/** Without a sign of life for so long, whoever took a job is gone, or never learned that it was given it. */
export const aliveSeconds = 45;
/** How often those that work on jobs say so. */
export const beatMs = 10_000;

const lostJobSchema = z.object({ name: z.string(), id: z.uuid(), retry_count: z.number() });
const heldSchema = z.array(z.object({ id: z.uuid() }));
const jobDataSchema = z.object({ assetId: z.guid() });
/** What an attempt that failed left behind; the queue's own endings have another shape. */
const failureSchema = z.object({ code: z.string() }).nullable().catch(null);

/** One piece of work: what is to be done with which asset. */
export interface AssetJob {
  readonly id: string;
  readonly assetId: string;
  /** Earlier attempts of this job. */
  readonly retryCount: number;
  /** Whether a failure now is the last one. */
  readonly isLastAttempt: boolean;
  /** Code of the failure before, where an earlier attempt ended in one. */
  readonly lastFailure: string | null;
}

/** One handing-out of a job, told apart from later ones of the same job. */
export type Attempt = Pick<AssetJob, 'id' | 'retryCount'>;

export interface AddOptions {
  /** Higher is done sooner; 0 where nobody waits for it. */
  readonly priority?: number;
}

export interface JobQueue {
  /**
   * Queues work for assets inside the caller's transaction: it exists exactly when the transaction commits.
   * Work that is already waiting for an asset is not queued twice.
   */
  add(
    transaction: KyselyTransactionLike,
    kind: JobKind,
    assetIds: readonly string[],
    options?: AddOptions,
  ): Promise<void>;
  /** Takes up to `count` jobs, marking them as being worked on. */
  take(kind: JobKind, count: number): Promise<readonly AssetJob[]>;
  complete(kind: JobKind, ids: readonly string[]): Promise<void>;
  /** Says that these are still being worked on here. Gives those that are: the others were handed to somebody else. */
  alive(kind: JobKind, attempts: readonly Attempt[]): Promise<ReadonlySet<string>>;
  /**
   * The job is tried again later, with growing delays, until its attempts are used up. Nothing happens when it was
   * handed to somebody else meanwhile.
   */
  fail(kind: JobKind, attempt: Attempt, code: string): Promise<void>;
  /** Hands back a job as it was, for there was no way to do it: that is no attempt. It is handed out again in some seconds. */
  postpone(kind: JobKind, id: string): Promise<void>;
  /**
   * Hands out again what its worker went away from without a word, or never learned of, and sees to the queue's
   * upkeep. With `everything` all that is being worked on counts as such. Gives the number of jobs handed out again.
   */
  recover(options: { everything: boolean }): Promise<number>;
  stop(): Promise<void>;
}

export interface QueueOptions {
  /** On a server nothing makes tables by itself: adoption did, and the role may not even be allowed to. */
  readonly backend: 'pglite' | 'postgres';
}

/**
 * The durable queue, in the library's own database, shared by every desktop that has it open.
 */
export async function openJobQueue(
  executeSql: ExecuteSql,
  { backend }: QueueOptions = { backend: 'pglite' },
): Promise<JobQueue> {
  const own = backend === 'pglite';
  let nextUpkeep = 0;
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeSql(text, values) },
    backend,
    schema: jobSchema,
    migrate: own,
    createSchema: own,
    reindex: own,
    registerInstance: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => log.error('job queue', error));
  await boss.start();
  if (own) for (const kind of jobKinds) await boss.createQueue(kind, queueOptions);

  return {
    async add(transaction, kind, assetIds, { priority = 0 } = {}) {
      const jobs = assetIds.map((assetId) => ({ data: { assetId }, singletonKey: assetId, priority }));
      await boss.insert(kind, jobs, { db: fromKysely(transaction) });
    },
    async take(kind, count) {
      const jobs = await boss.fetch(kind, { batchSize: count, includeMetadata: true });
      return jobs.map((job) => ({
        id: job.id,
        assetId: jobDataSchema.parse(job.data).assetId,
        retryCount: job.retryCount,
        isLastAttempt: job.retryCount >= retryLimit,
        lastFailure: failureSchema.parse(job.output)?.code ?? null,
      }));
    },
    async complete(kind, ids) {
      await boss.complete(kind, [...ids]);
    },
    async alive(kind, attempts) {
      const { rows } = await executeSql(
        `update ${jobSchema}.job as j set heartbeat_on = now()
        from unnest($2::uuid[], $3::int[]) as held(id, attempt)
        where j.name = $1 and j.id = held.id and j.retry_count = held.attempt and j.state = 'active' returning j.id`,
        [kind, attempts.map(({ id }) => id), attempts.map(({ retryCount }) => retryCount)],
      );
      return new Set(heldSchema.parse(rows).map(({ id }) => id));
    },
    async fail(kind, attempt, code) {
      await boss.fail(kind, [claim(attempt)], { code });
    },
    async postpone(kind, id) {
      // `retry` and not `created`: of those there is one an asset at most. Without `started_on` no attempt is counted.
      await executeSql(
        `update ${jobSchema}.job
        set state = 'retry', started_on = null, start_after = now() + interval '${postponedSeconds} seconds'
        where name = $1 and id = $2 and state = 'active'`,
        [kind, id],
      );
    },
    async recover({ everything }) {
      // Taking a job is its first sign of life.
      const isLost = `state = 'active' and ($1 or heartbeat_on < now() - make_interval(secs => $2))`;
      const values = [everything, aliveSeconds];
      // At once, for nothing is known against the job; as an attempt, for it may be what ended its worker.
      const again = await executeSql(
        `update ${jobSchema}.job set state = 'retry', start_after = now()
        where ${isLost} and retry_count < retry_limit returning name, id, retry_count`,
        values,
      );
      const { rows } = await executeSql(
        `select name, id, retry_count from ${jobSchema}.job where ${isLost} and retry_count >= retry_limit`,
        values,
      );
      const spent = z.array(lostJobSchema).parse(rows);
      for (const kind of jobKinds) {
        const attempts = spent.filter(({ name }) => name === kind);
        const claims = attempts.map(({ id, retry_count }) => claim({ id, retryCount: retry_count }));
        if (claims.length > 0) await boss.fail(kind, claims, { code: 'lost' });
      }
      if (everything || Date.now() >= nextUpkeep) {
        nextUpkeep = Date.now() + upkeepMs;
        await boss.supervise();
      }
      return again.rows.length;
    },
    async stop() {
      await boss.stop({ graceful: false });
    },
  };
}

function claim({ id, retryCount }: Attempt): Attempt {
  return { id, retryCount };
}
