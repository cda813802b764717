import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { ensureLocalUser } from '../../../electron/database/local-user.ts';
import { type BatchId, type BrandId, batchIdSchema, type ProjectId } from '../../../shared/domain/ids.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
/** More than one statement takes. */
const many = Number(process.env.SPARKLIO_DECIDED_FILES ?? 250);
const limit = { timeout: 120_000 };

/** A drop of files of an earlier run, each of which is asked about for the sake of an asset that is there. */
async function asked(
  state: 'duplicate' | 'conflict',
  { brandId, projectId = null }: { brandId: BrandId; projectId?: ProjectId | null },
): Promise<BatchId> {
  const { db } = suite.library;
  const batchId = batchIdSchema.parse(randomUUID());
  const folder = join(suite.folder, 'not there');
  await sql`
    with made as (
      insert into public.generated_assets (id, user_id, brand_id, type, minio_path, original_name, file_size, created_at,
        updated_at)
      select gen_random_uuid(), ${await ensureLocalUser(db, 'seed')}, ${brandId}, 'document', '', 'file ' || n || '.bin', 9,
        now(), now()
      from generate_series(1, ${many}::int) n returning id, original_name
    )
    insert into sparklio.upload_history (id, batch_id, batch_title, brand_id, project_id, asset_id, state, on_duplicate,
      on_conflict, path, name, size, tags, created_at)
    select gen_random_uuid(), ${batchId}, 'many', ${brandId}, ${projectId}, made.id, ${state}, 'ask', 'ask',
      ${folder} || '/' || original_name, original_name, 9, '{spring}', now()
    from made`.execute(db);
  // Nothing is to be made of them.
  await sql`update sparklio.assets set rendition = 'none' where brand_id = ${brandId}`.execute(db);
  await suite.library.close();
  await suite.open();
  await suite.library.idle();
  await suite.library.ingest.pause({ batchId: null });
  return batchId;
}

/** How many files of a drop are where, as a restart would find them. */
async function kept(batchId: BatchId): Promise<Record<string, number>> {
  const { rows } = await sql<{ place: string; files: number }>`
    select state || case when keep_duplicate or on_conflict = 'keep' then ' keep' else ' as version' end as place,
      count(*)::int as files from sparklio.uploads where batch_id = ${batchId} group by 1
    union all
    select state || ' ' || case when state = 'duplicate' then on_duplicate else on_conflict end, count(*)::int
      from sparklio.upload_history where batch_id = ${batchId} group by 1`.execute(suite.library.db);
  return Object.fromEntries(rows.map(({ place, files }) => [place, files]));
}

const counts = (batchId: BatchId) => suite.library.board.batches().find(({ id }) => id === batchId);
const all = (batchId: BatchId) => ({ batchId, uploadId: null });

describe('deciding for all files of a drop at once', () => {
  it('takes every duplicate once where both are kept, also when it is asked for twice', limit, async () => {
    const batchId = await asked('duplicate', await suite.library.newTarget());
    const { ingest } = suite.library;
    expect(counts(batchId)).toMatchObject({ undecided: many });
    const settled = await Promise.all([
      ingest.decideDuplicates({ ...all(batchId), decision: 'keep' }),
      ingest.decideDuplicates({ ...all(batchId), decision: 'keep' }),
      ingest.decideDuplicates({ ...all(batchId), decision: 'skip' }),
    ]);
    expect(settled[0] + settled[1]).toBe(many);
    expect(await kept(batchId)).toEqual({ 'queued keep': many });
    expect(counts(batchId)).toMatchObject({ total: many, undecided: 0, duplicates: 0 });

    // What is cancelled before its turn is given up.
    await ingest.cancel(all(batchId));
    expect(await kept(batchId)).toEqual({ 'cancelled keep': many });
  });

  it('puts tags and project on all assets that are linked', limit, async () => {
    const { library } = suite;
    const { brandId } = await library.newTarget();
    const { id: projectId } = await library.library.createProject({ brandId, name: 'Spring' });
    const batchId = await asked('duplicate', { brandId, projectId });
    expect(await suite.library.ingest.decideDuplicates({ ...all(batchId), decision: 'link' })).toBe(many);
    expect(await kept(batchId)).toEqual({ 'duplicate link': many });
    expect(counts(batchId)).toMatchObject({ undecided: 0, duplicates: many });
    const { rows } = await sql`select distinct project_id, tags from public.generated_assets
      where brand_id = ${brandId}`.execute(suite.library.db);
    expect(rows).toEqual([{ project_id: projectId, tags: ['spring'] }]);
  });

  it('makes versions of all, or leaves all out', limit, async () => {
    const versions = await asked('conflict', await suite.library.newTarget());
    const left = await asked('conflict', await suite.library.newTarget());
    const { ingest } = suite.library;
    await ingest.decideConflicts({ ...all(versions), decision: 'version' });
    await ingest.decideConflicts({ ...all(left), decision: 'skip' });
    expect(await kept(versions)).toEqual({ 'queued as version': many });
    expect(await kept(left)).toEqual({ 'conflict skip': many });
    expect(counts(left)).toMatchObject({ openConflicts: 0, conflicts: many });
    const { rows } = await sql`select count(distinct replaces)::int as assets from sparklio.uploads
      where batch_id = ${versions}`.execute(suite.library.db);
    expect(rows).toEqual([{ assets: many }]);
  });
});
