import { sql } from 'kysely';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { JobsSummary } from '../../shared/contract/jobs.ts';
import type { SparklioDb } from '../database/tables.ts';
import { type JobQueue, jobSchema } from './queue.ts';

const count = sql<number>`count(*)::int`;

/** What waits, runs and failed in the background, and how far the vectors are. */
export async function summarizeJobs(db: SparklioDb, model: string, running: number): Promise<JobsSummary> {
  const waiting = await sql<{ name: string; waiting: number }>`
    select name, count(*)::int as waiting from ${sql.ref(`${jobSchema}.job`)}
    where state < 'active' group by name`.execute(db);
  const waitingFor = (kind: string): number => waiting.rows.find(({ name }) => name === kind)?.waiting ?? 0;
  const failed = await failures(db).select(count.as('failed')).executeTakeFirstOrThrow();
  const embeddable = await db
    .selectFrom('sparklio.assets')
    .select(count.as('assets'))
    .where('published', '=', true)
    .where('type', 'in', ['image', 'video'])
    .where('preview_key', 'is not', null)
    .executeTakeFirstOrThrow();
  const embedded = await db
    .selectFrom('sparklio.asset_vectors as v')
    .innerJoin('sparklio.assets as a', 'a.asset_id', 'v.asset_id')
    .select(count.as('assets'))
    .where('v.model', '=', model)
    .where('v.vector', 'is not', null)
    .where('a.published', '=', true)
    .executeTakeFirstOrThrow();
  return {
    waiting: { render: waitingFor('render'), embed: waitingFor('embed') },
    running,
    failed: failed.failed,
    embedded: embedded.assets,
    embeddable: embeddable.assets,
  };
}

/** Assets whose renditions or vector were given up. */
function failures(db: SparklioDb) {
  return db
    .selectFrom('sparklio.assets as a')
    .leftJoin('sparklio.asset_details as d', 'd.asset_id', 'a.asset_id')
    .leftJoin('sparklio.asset_vectors as v', 'v.asset_id', 'a.asset_id')
    .where('a.published', '=', true)
    .where((eb) => eb.or([eb('a.rendition', '=', 'failed'), eb('v.problem', 'is not', null)]));
}

export async function listFailures(db: SparklioDb, limit: number): Promise<CallOutput<'jobs.failures'>> {
  const rows = await failures(db)
    .select(['a.asset_id', 'a.name', 'a.rendition', 'a.created_at', 'd.problem', 'd.rendered_at'])
    .select(['v.problem as vector_problem', 'v.embedded_at'])
    .orderBy('a.created_at', 'desc')
    .limit(limit)
    .execute();
  return {
    failures: rows.map((row) => {
      const render = row.rendition === 'failed';
      const code = errorCodeSchema.safeParse(render ? row.problem : row.vector_problem);
      return {
        id: row.asset_id,
        kind: render ? ('render' as const) : ('embed' as const),
        assetId: row.asset_id,
        assetName: row.name,
        code: code.success ? code.data : 'internal',
        failedAt: ((render ? row.rendered_at : row.embedded_at) ?? row.created_at).toISOString(),
      };
    }),
  };
}

/** Queues everything that was given up once more. */
export async function retryFailures(db: SparklioDb, jobs: JobQueue): Promise<number> {
  const rows = await failures(db).select(['a.asset_id', 'a.rendition']).execute();
  const render = rows.filter(({ rendition }) => rendition === 'failed').map(({ asset_id }) => asset_id);
  const embed = rows.filter(({ rendition }) => rendition !== 'failed').map(({ asset_id }) => asset_id);
  await db.transaction().execute(async (transaction) => {
    if (render.length > 0) {
      await transaction
        .updateTable('sparklio.assets')
        .set({ rendition: 'pending' })
        .where('asset_id', 'in', render)
        .execute();
      await jobs.add(transaction, 'render', render);
    }
    if (embed.length > 0) {
      await transaction
        .updateTable('sparklio.asset_vectors')
        .set({ problem: null })
        .where('asset_id', 'in', embed)
        .execute();
      await jobs.add(transaction, 'embed', embed);
    }
  });
  return rows.length;
}
