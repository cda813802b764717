import { fromKysely, type KyselyTransactionLike, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { ExecuteSql } from '../database/engines/engine.ts';
import { log } from '../log.ts';
import { type JobKind, jobKinds, jobSchema, queueOptions, retryLimit } from './queue-schema.ts';

export { type JobKind, jobSchema } from './queue-schema.ts';

/** Longer than it takes to write down the ends of jobs, so that this desktop does not end another one's attempt. */
const postponedSeconds = 5;

const activeJobSchema = z.object({ name: z.string(), id: z.uuid() });
const jobDataSchema = z.object({ assetId: z.guid() });

/** One piece of work: what is to be done with which asset. */
export interface AssetJob {
  readonly id: string;
  readonly assetId: string;
  /** Earlier attempts of this job. */
  readonly retryCount: number;
  /** Whether a failure now is the last one. */
  readonly isLastAttempt: boolean;
}

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
  /** The job is tried again later, with growing delays, until its attempts are used up. */
  fail(kind: JobKind, id: string, code: string): Promise<void>;
  /** Hands back a job as it was, for there was no way to do it: that is no attempt. It is handed out again in some seconds. */
  postpone(kind: JobKind, id: string): Promise<void>;
  /** Hands back jobs whose worker went away without a word. */
  recover(options: { everything: boolean }): Promise<void>;
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
      }));
    },
    async complete(kind, ids) {
      await boss.complete(kind, [...ids]);
    },
    async fail(kind, id, code) {
      await boss.fail(kind, id, { code });
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
      if (everything) {
        const { rows } = await executeSql(`select name, id from ${jobSchema}.job where state = 'active'`);
        const active = z.array(activeJobSchema).parse(rows);
        for (const kind of jobKinds) {
          const ids = active.filter(({ name }) => name === kind).map(({ id }) => id);
          if (ids.length > 0) await boss.fail(kind, ids, { code: 'restarted' });
        }
      }
      await boss.supervise();
    },
    async stop() {
      await boss.stop({ graceful: false });
    },
  };
}
