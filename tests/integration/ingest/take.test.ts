import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TakeFile } from '../../../electron/ingest/take.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
const options = { title: 'Intake', duplicates: 'skip' } as const;

/** A file of bytes that no other has, ready to be handed in. */
async function newFile(more: Partial<TakeFile> = {}): Promise<TakeFile> {
  const { brandId, projectId } = await suite.library.newTarget();
  const intakeId = `test:${randomUUID()}`;
  const path = join(suite.folder, 'handed-in', `${randomUUID()}.txt`);
  await mkdir(join(suite.folder, 'handed-in'), { recursive: true });
  await writeFile(path, intakeId);
  const origin = { source: 'comfyui', sourceMetadata: { seed: 42, prompt: 'a red shoe' } };
  return { intakeId, path, name: 'shoe.txt', brandId, projectId, tags: ['shoe'], origin, ...more };
}

async function rowsOf({ brandId }: TakeFile) {
  return await suite.library.db
    .selectFrom('public.generated_assets')
    .select(['id', 'source', 'source_metadata', 'tags'])
    .where('brand_id', '=', brandId)
    .execute();
}

test('a file that is handed in becomes an asset that tells where it came from', async () => {
  const file = await newFile();
  const [outcome] = await suite.library.ingest.take([file], options);
  expect(await rowsOf(file)).toEqual([
    {
      id: outcome?.state === 'published' ? outcome.assetId : null,
      source: 'comfyui',
      source_metadata: { seed: 42, prompt: 'a red shoe' },
      tags: ['shoe'],
    },
  ]);
});

test('the same id is taken once: at the same time, again, after a restart, and where duplicates are kept', async () => {
  const file = await newFile();
  const { ingest } = suite.library;
  const [one, two] = await Promise.all([ingest.take([file], options), ingest.take([file, file], options)]);
  const keep = { title: 'Intake', duplicates: 'keep' } as const;
  const again = await ingest.take([file], keep);
  await suite.library.close();
  await suite.open();
  await rm(file.path);
  const later = await suite.library.ingest.take([file], keep);
  expect(one[0]?.state).toBe('published');
  expect([...two, ...again, ...later]).toEqual([one[0], one[0], one[0], one[0]]);
  expect(await rowsOf(file)).toHaveLength(1);
});

test('bytes that the brand has already are told as a duplicate, and kept when that is asked for later', async () => {
  const first = await newFile();
  const second = { ...first, intakeId: `test:${randomUUID()}` };
  const [published] = await suite.library.ingest.take([first], options);
  const [duplicate] = await suite.library.ingest.take([second], options);
  expect(duplicate).toEqual({ ...published, intakeId: second.intakeId, state: 'duplicate' });
  const [kept] = await suite.library.ingest.take([second], { title: 'Intake', duplicates: 'keep' });
  expect(kept?.state).toBe('published');
  expect(await rowsOf(first)).toHaveLength(2);
});

test('a file that can not be read fails alone, and is taken once it is there', async () => {
  const good = await newFile();
  const gone = await newFile();
  await rm(gone.path);
  const outcomes = await suite.library.ingest.take([gone, good], options);
  expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'published']);
  expect(outcomes[0]).toMatchObject({ code: 'file_missing', retry: true });
  await writeFile(gone.path, 'back');
  expect((await suite.library.ingest.take([gone], options))[0]?.state).toBe('published');
});

test('what failed on its way is tried again by taking it again, from wherever the file is now', async () => {
  const empty = await newFile();
  await writeFile(empty.path, '');
  const [failed] = await suite.library.ingest.take([empty], options);
  expect(failed).toMatchObject({ state: 'failed', code: 'file_empty' });
  const filled = { ...empty, path: join(suite.folder, 'moved.txt') };
  await writeFile(filled.path, 'filled');
  expect((await suite.library.ingest.take([filled], options))[0]?.state).toBe('published');
  expect(await rowsOf(empty)).toHaveLength(1);
});

test('a group in the tray takes what comes later, unless a person cancelled it', async () => {
  const file = await newFile();
  const [outcome] = await suite.library.ingest.take([file], options);
  expect(outcome?.state).toBe('published');
  const batchId = suite.library.board.batches()[0]?.id;
  if (batchId === undefined) throw new Error('No group in the tray');
  await suite.library.ingest.take([await newFile()], { ...options, batchId });
  expect(suite.files(batchId)).toHaveLength(2);
  await suite.library.ingest.cancel({ batchId, uploadId: null });
  const [late] = await suite.library.ingest.take([await newFile()], { ...options, batchId });
  expect(late?.state).toBe('published');
  expect(suite.files(batchId)).toHaveLength(2);
});

test('nothing of it is lost, orphaned or left', async () => {
  expect(await inconsistencies(suite.library)).toEqual([]);
});
