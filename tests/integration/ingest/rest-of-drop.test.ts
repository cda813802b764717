import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BatchId } from '../../../shared/domain/ids.ts';
import type { UploadTarget } from '../../../shared/domain/upload.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
const limit = { timeout: 120_000 };
const batchOf = (batchId: BatchId) => suite.library.board.batches().find(({ id }) => id === batchId);

/** A drop whose files are all still waiting. */
async function heldDrop(name: string, files: Record<string, Buffer>, target: UploadTarget): Promise<BatchId> {
  const { ingest } = suite.library;
  await ingest.pause({ batchId: null });
  const paths = [await writeFiles(join(suite.folder, name), files)];
  const { batchId } = await ingest.addPaths({ paths, target, duplicates: 'ask', conflicts: 'ask' });
  await expect.poll(() => batchOf(batchId)?.total).toBe(Object.keys(files).length);
  await expect.poll(() => batchOf(batchId)?.phase).toBe('running');
  return batchId;
}

async function letGo(): Promise<void> {
  await suite.library.ingest.resume({ batchId: null });
  await suite.library.idle();
}

it(
  'what is decided of a drop holds for its files that are still to come, also after a restart',
  limit,
  async () => {
    const target = await suite.library.newTarget();
    const same = await photo(1);
    await suite.drop(
      [await writeFiles(join(suite.folder, 'before'), { 'same.jpg': same, 'named.jpg': await photo(2) })],
      target,
    );
    const again = { 'same too.jpg': same, 'named.jpg': await photo(3), 'new.jpg': await photo(4) };
    const batchId = await heldDrop('skipped', again, target);
    const { ingest } = suite.library;
    expect(await ingest.decideDuplicates({ batchId, uploadId: null, decision: 'skip' })).toBe(0);
    expect(await ingest.decideConflicts({ batchId, uploadId: null, decision: 'skip' })).toBe(0);

    await suite.library.close();
    await suite.open();
    await letGo();
    expect(outcomes(suite.files(batchId))).toEqual({
      'same too.jpg': 'duplicate',
      'named.jpg': 'conflict',
      'new.jpg': 'published',
    });
    expect(batchOf(batchId)).toMatchObject({ undecided: 0, openConflicts: 0, phase: 'done' });
    expect(await inconsistencies(suite.library)).toEqual([]);
  },
);

it('both may be kept, or names become versions, without another question', limit, async () => {
  const target = await suite.library.newTarget();
  const same = await photo(11);
  await suite.drop(
    [await writeFiles(join(suite.folder, 'first'), { 'same.jpg': same, 'named.jpg': await photo(12) })],
    target,
  );
  const again = { 'same too.jpg': same, 'named.jpg': await photo(13) };
  const batchId = await heldDrop('kept', again, target);
  const { ingest } = suite.library;
  await ingest.decideDuplicates({ batchId, uploadId: null, decision: 'keep' });
  await ingest.decideConflicts({ batchId, uploadId: null, decision: 'version' });
  await letGo();
  expect(outcomes(suite.files(batchId))).toEqual({ 'same too.jpg': 'published', 'named.jpg': 'published' });
  expect(batchOf(batchId)).toMatchObject({ published: 2, versions: 1, undecided: 0, openConflicts: 0 });
  expect(await inconsistencies(suite.library)).toEqual([]);
});

it(
  'a drop that is cancelled asks nothing more, and still says why files could not be taken',
  limit,
  async () => {
    const target = await suite.library.newTarget();
    const same = await photo(21);
    await suite.drop([await writeFiles(join(suite.folder, 'there'), { 'same.jpg': same })], target);
    const { ingest } = suite.library;
    const folder = await writeFiles(join(suite.folder, 'cancelled'), {
      'same too.jpg': same,
      'empty.jpg': '',
    });
    const { batchId } = await ingest.addPaths({ paths: [folder], target, duplicates: 'ask' });
    await suite.library.idle();
    expect(batchOf(batchId)).toMatchObject({ undecided: 1, failed: 1 });
    await ingest.cancel({ batchId, uploadId: null });
    expect(batchOf(batchId)).toMatchObject({ undecided: 0, duplicates: 1, failed: 1 });
    expect(outcomes(suite.files(batchId))).toEqual({
      'same too.jpg': 'duplicate',
      'empty.jpg': 'file_empty',
    });
  },
);

it('clearing the history leaves what is still asked about', limit, async () => {
  const target = await suite.library.newTarget();
  await suite.drop([await writeFiles(join(suite.folder, 'old'), { 'named.jpg': await photo(31) })], target);
  const paths = [await writeFiles(join(suite.folder, 'asking'), { 'named.jpg': await photo(32) })];
  const { batchId } = await suite.library.ingest.addPaths({ paths, target, conflicts: 'ask' });
  await suite.library.idle();
  await suite.library.history.forget(null);
  await suite.library.close();
  await suite.open();
  expect(batchOf(batchId)).toMatchObject({ total: 1, openConflicts: 1 });
});
