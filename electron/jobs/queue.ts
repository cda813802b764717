import { fromKysely, type KyselyTransactionLike, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { ExecuteSql } from '../database/engines/engine.ts';
import { log } from '../log.ts';

/** Schema of pg-boss, beside the app's own. */
export const jobSchema = 'sparklio_jobs';

export const jobKinds = ['render', 'embed'] as const;
export type JobKind = (typeof jobKinds)[number];

const activeJobSchema = z.object({ name: z.string(), id: z.uuid() });
const jobDataSchema = z.object({ assetId: z.uuid() });

/** One piece of work: what is to be done with which asset. */
export interface AssetJob {
  readonly id: string;
  readonly assetId: string;
  /** Earlier attempts of this job. */
  readonly retryCount: number;
  /** Whether a failure now is the last one. */
  readonly isLastAttempt: boolean;
}

const retryLimit = 4;

export interface JobQueue {
  /**
   * Queues work for assets inside the caller's transaction: it exists exactly when the transaction commits.
   * Work that is already waiting for an asset is not queued twice.
   */
  add(transaction: KyselyTransactionLike, kind: JobKind, assetIds: readonly string[]): Promise<void>;
  /** Takes up to `count` jobs, marking them as being worked on. */
  take(kind: JobKind, count: number): Promise<readonly AssetJob[]>;
  complete(kind: JobKind, ids: readonly string[]): Promise<void>;
  /** The job is tried again later, with growing delays, until its attempts are used up. */
  fail(kind: JobKind, id: string, code: string): Promise<void>;
  /** Hands back jobs whose worker went away without a word. */
  recover(options: { everything: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The durable queue, in the library's own database, shared by every desktop that has it open.
 */
export async function openJobQueue(executeSql: ExecuteSql): Promise<JobQueue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeSql(text, values) },
    backend: 'pglite',
    schema: jobSchema,
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => log.error('job queue', error));
  await boss.start();
  for (const kind of jobKinds) {
    await boss.createQueue(kind, {
      // One waiting job per asset and kind.
      policy: 'short',
      retryLimit,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 600,
      // A few are taken ahead of being worked on, and a film may take a minute.
      expireInSeconds: 600,
      retentionSeconds: 30 * 24 * 3600,
      deleteAfterSeconds: 600,
    });
  }

  return {
    async add(transaction, kind, assetIds) {
      const jobs = assetIds.map((assetId) => ({ data: { assetId }, singletonKey: assetId }));
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
