import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AssetId, assetIdSchema } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
const limit = { timeout: 120_000 };

const batchOf = (batchId: string) => suite.library.board.batches().find(({ id }) => id === batchId);
const detailsOf = async (id: AssetId) =>
  await suite.library.db
    .selectFrom('public.generated_assets')
    .select(['project_id', 'tags', 'minio_path'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

it(
  'duplicates of a drop are asked about once, also after a restart, and then linked without storing bytes',
  limit,
  async () => {
    const { library } = suite;
    const target = await library.newTarget();
    const bytes = await photo(1);
    const first = await suite.drop(
      [await writeFiles(join(suite.folder, 'first'), { 'a.jpg': bytes })],
      target,
    );
    const existing = assetIdSchema.parse(first.files[0]?.assetId);

    const again = await writeFiles(join(suite.folder, 'again'), {
      'a too.jpg': bytes,
      'new.jpg': await photo(2),
    });
    const { id: projectId } = await library.library.createProject({
      brandId: target.brandId,
      name: 'Spring',
    });
    const { batchId } = await library.ingest.addPaths({
      paths: [again],
      target: { ...target, projectId, tags: ['hero'] },
      duplicates: 'ask',
    });
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ 'a too.jpg': 'duplicate', 'new.jpg': 'published' });
    expect(batchOf(batchId)).toMatchObject({ duplicates: 1, undecided: 1, published: 1 });

    await library.close();
    const reopened = await suite.open();
    expect(batchOf(batchId)).toMatchObject({
      total: 2,
      duplicates: 1,
      undecided: 1,
      published: 1,
      phase: 'done',
    });

    expect(await reopened.ingest.decideDuplicates({ batchId, uploadId: null, decision: 'link' })).toBe(1);
    expect(batchOf(batchId)).toMatchObject({ duplicates: 1, undecided: 0 });
    expect(await detailsOf(existing)).toMatchObject({ project_id: projectId, tags: ['hero'] });
    expect(await inconsistencies(reopened)).toEqual([]);

    // The asset is in a project now: another drop leaves it there, and marks it with its own.
    const { id: other } = await reopened.library.createProject({ brandId: target.brandId, name: 'Summer' });
    const linked = await reopened.ingest.addPaths({
      paths: [join(again, 'a too.jpg')],
      target: { ...target, projectId: other },
      duplicates: 'link',
    });
    await reopened.idle();
    expect(suite.files(linked.batchId)).toMatchObject([
      { state: 'duplicate', duplicate: 'linked', assetId: existing },
    ]);
    expect(await detailsOf(existing)).toMatchObject({ project_id: projectId, tags: ['hero', 'Summer'] });
  },
);

it('the history counts what the library has, and a drop can be undone', limit, async () => {
  const { library } = suite;
  const target = await library.newTarget();
  const bytes = await photo(11);
  const dropped = await writeFiles(join(suite.folder, 'drop'), {
    'a.jpg': bytes,
    'b.jpg': await photo(12),
    'b again.jpg': await photo(12),
    'empty.jpg': Buffer.alloc(0),
    'note.txt': 'a short text',
  });
  const { batchId } = await library.ingest.addPaths({ paths: [dropped], target, duplicates: 'skip' });
  await library.idle();
  const counts = { published: 3, present: 3, duplicates: 1, failed: 1, cancelled: 0 };
  const told = async () => (await library.history.drops()).find(({ id }) => id === batchId);
  expect(await told()).toMatchObject({ title: 'drop', ...counts });
  const { files, total } = await library.history.files({ batchId, offset: 0, limit: 10 });
  expect(total).toBe(5);
  expect(files[0]).toMatchObject({ name: 'empty.jpg', error: { code: 'file_empty' } });

  await library.ingest.dismiss({ batchId });
  expect(await told()).toMatchObject(counts);

  const { undoId, changed } = await library.library.trash({ ids: await library.history.added(batchId) });
  expect(changed).toBe(3);
  expect(await told()).toMatchObject({ published: 3, present: 0 });
  await library.library.undo({ undoId });
  expect(await told()).toMatchObject({ published: 3, present: 3 });

  await library.history.forget(batchId);
  expect(await told()).toBeUndefined();
  expect(await inconsistencies(library)).toEqual([]);
});
