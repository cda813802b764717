import { type RawBuilder, sql } from 'kysely';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { JobsSummary } from '../../shared/contract/jobs.ts';
import type { SparklioDb } from '../database/tables.ts';
import { type JobKind, type JobQueue, jobSchema } from './queue.ts';
import { restByRows, sparingly } from './sparingly.ts';

/** Work that waits, of all desktops, including what is not queued yet. */
async function countWaiting(db: SparklioDb, queued: boolean): Promise<{ render: number; embed: number }> {
  const { rows } = await sql<{ pending: number; render: number; embed: number }>`
    select
      (select count(*)::int from sparklio.assets where rendition = 'pending' and published) as pending,
      ${queued ? waitingJobs('render') : sql`0`} as render,
      ${queued ? waitingJobs('embed') : sql`0`} as embed`.execute(db);
  const { pending = 0, render = 0, embed = 0 } = rows[0] ?? {};
  return { render: Math.max(pending, render), embed };
}

function waitingJobs(kind: JobKind): RawBuilder<number> {
  return sql<number>`(
    select count(*)::int from ${sql.ref(`${jobSchema}.job`)} where name = ${kind} and state < 'active')`;
}

/** Pictures that have a vector of the model, those that could have one, and what was given up. By index alone. */
async function countMade(
  db: SparklioDb,
  model: string,
): Promise<{ failed: number; embedded: number; embeddable: number }> {
  const { rows } = await sql<{ renders: number; vectors: number; embedded: number; embeddable: number }>`
    select
      (select count(*)::int from sparklio.assets where rendition = 'failed' and published) as renders,
      (select count(*)::int from sparklio.asset_vectors v join sparklio.assets a on a.asset_id = v.asset_id
        where v.vector is null and v.model = ${model} and v.problem is not null
          and a.published and a.rendition <> 'failed') as vectors,
      (select count(*)::int from sparklio.asset_vectors where vector is not null and model = ${model}) as embedded,
      (select count(*)::int from sparklio.assets
        where published and preview_key is not null and type in ('image', 'video')) as embeddable`.execute(
    db,
  );
  const { renders = 0, vectors = 0, embedded = 0, embeddable = 0 } = rows[0] ?? {};
  // Vectors of what is in the trash are kept for its return.
  return { failed: renders + vectors, embedded: Math.min(embedded, embeddable), embeddable };
}

interface SummaryOptions {
  readonly db: SparklioDb;
  readonly model: () => string;
  /** Jobs in hand on this desktop. */
  readonly running: () => number;
  /** False where this person may not look into the queue. */
  readonly queued: boolean;
}

/** What waits, runs and failed in the background, and how far the vectors are; cheap to ask however often. */
export function createJobsSummary({ db, model, running, queued }: SummaryOptions) {
  const waiting = sparingly(() => countWaiting(db, queued), {
    restAtMost: ({ render, embed }) => restByRows(render + embed),
  });
  const made = sparingly(() => countMade(db, model()), {
    restAtMost: ({ embeddable }) => restByRows(embeddable),
  });
  return async (): Promise<JobsSummary> => {
    const [{ render, embed }, counts] = await Promise.all([waiting(), made()]);
    const here = running();
    // An asset that is being worked on is not waiting any more.
    return { waiting: { render: Math.max(0, render - here), embed }, running: here, ...counts };
  };
}

/** Assets whose renditions, or whose vector of the model, were given up. */
function failures(db: SparklioDb, model: string) {
  return db
    .selectFrom('sparklio.assets as a')
    .leftJoin('sparklio.asset_details as d', 'd.asset_id', 'a.asset_id')
    .leftJoin('sparklio.asset_vectors as v', (join) =>
      join.onRef('v.asset_id', '=', 'a.asset_id').on('v.model', '=', model).on('v.vector', 'is', null),
    )
    .where('a.published', '=', true)
    .where((eb) => eb.or([eb('a.rendition', '=', 'failed'), eb('v.problem', 'is not', null)]))
    .where(
      // Few among very many: found by their own indexes.
      sql<boolean>`a.asset_id in (
        select asset_id from sparklio.assets where rendition = 'failed' and published
        union all
        select asset_id from sparklio.asset_vectors
        where vector is null and model = ${model} and problem is not null)`,
    );
}

export async function listFailures(
  db: SparklioDb,
  model: string,
  limit: number,
): Promise<CallOutput<'jobs.failures'>> {
  const rows = await failures(db, model)
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
export async function retryFailures(db: SparklioDb, jobs: JobQueue, model: string): Promise<number> {
  const rows = await failures(db, model).select(['a.asset_id', 'a.rendition']).execute();
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
        .deleteFrom('sparklio.asset_vectors')
        .where('asset_id', 'in', embed)
        .where('vector', 'is', null)
        .where('model', '=', model)
        .execute();
      await jobs.add(transaction, 'embed', embed);
    }
  });
  return rows.length;
}
