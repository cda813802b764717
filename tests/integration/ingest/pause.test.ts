import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { ObjectStore, UploadedPart } from '../../../electron/storage/port.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

/** Called with each part that is about to be sent. */
let onPart: (part: number) => void = () => undefined;
let found: readonly UploadedPart[] | null = null;

function overheard(store: ObjectStore): ObjectStore {
  return {
    ...store,
    presignPut: (ref, seconds, part, headers) => {
      if (part !== undefined) onPart(part.part);
      return store.presignPut(ref, seconds, part, headers);
    },
    listParts: async (ref, uploadId) => {
      found = await store.listParts(ref, uploadId);
      return found;
    },
  };
}

const suite = ingestSuite({ wrapStore: overheard });

const batchOf = (batchId: string) => suite.library.board.batches().find(({ id }) => id === batchId);

it('a drop that is paused half sent waits over a restart, and then sends only what is missing', {
  timeout: 240_000,
}, async () => {
  const { library } = suite;
  const target = await library.newTarget();
  const dropped = await writeFiles(join(suite.folder, 'one'), { 'large.bin': noise(45_000_000, 1) });
  const midway = new Promise<void>((resolve) => {
    onPart = (part) => {
      if (part === 5) resolve();
    };
  });
  const { batchId } = await library.ingest.addPaths({ paths: [dropped], target });
  await midway;
  await library.ingest.pause({ batchId });
  await expect
    .poll(() => outcomes(suite.files(batchId)), { timeout: 30_000 })
    .toEqual({ 'large.bin': 'queued' });
  expect(batchOf(batchId)).toMatchObject({ phase: 'running', paused: true });

  // Another drop is not held up by it.
  const other = await suite.drop(
    [await writeFiles(join(suite.folder, 'other'), { 'a.jpg': await photo(3) })],
    target,
  );
  expect(outcomes(other.files)).toEqual({ 'a.jpg': 'published' });

  await library.close();
  const again = await suite.open();
  await again.idle();
  expect(outcomes(suite.files(batchId))).toEqual({ 'large.bin': 'queued' });
  expect(batchOf(batchId)?.paused).toBe(true);

  const sent: number[] = [];
  onPart = (part) => sent.push(part);
  await again.ingest.resume({ batchId });
  await again.idle();
  expect(outcomes(suite.files(batchId))).toEqual({ 'large.bin': 'published' });
  const stored = (found ?? []).map(({ part }) => part);
  expect(stored.length).toBeGreaterThan(0);
  expect(sent.filter((part) => stored.includes(part))).toEqual([]);
  expect(await inconsistencies(again)).toEqual([]);
});

it('while all is paused nothing begins, and a drop that is let go on goes alone', {
  timeout: 120_000,
}, async () => {
  const { library } = suite;
  const target = await library.newTarget();
  await library.ingest.pause({ batchId: null });
  const first = await suite.drop(
    [await writeFiles(join(suite.folder, 'b'), { 'b.jpg': await photo(4) })],
    target,
  );
  const second = await suite.drop(
    [await writeFiles(join(suite.folder, 'c'), { 'c.jpg': await photo(5) })],
    target,
  );
  expect(outcomes([...first.files, ...second.files])).toEqual({ 'b.jpg': 'queued', 'c.jpg': 'queued' });
  await expect.poll(() => suite.progress.at(-1)?.pausedAll, { timeout: 10_000 }).toBe(true);

  await library.ingest.resume({ batchId: second.batchId });
  await library.idle();
  expect(outcomes(suite.files(second.batchId))).toEqual({ 'c.jpg': 'published' });
  expect(outcomes(suite.files(first.batchId))).toEqual({ 'b.jpg': 'queued' });
  expect(library.board.pausedAll).toBe(false);

  // What is held can be given up.
  await library.ingest.cancel({ batchId: first.batchId, uploadId: null });
  expect(batchOf(first.batchId)?.phase).toBe('cancelled');
  expect(await inconsistencies(library)).toEqual([]);
});

it('files that wait are seen as they are on this computer, where they have a picture', {
  timeout: 120_000,
}, async () => {
  const { library } = suite;
  await library.ingest.pause({ batchId: null });
  const folder = await writeFiles(join(suite.folder, 'waiting'), {
    'gone.jpg': await photo(6),
    'photo.jpg': await photo(7),
    'plain.bin': noise(2000, 8),
    'torn.jpg': (await photo(9)).subarray(0, 100),
  });
  const { batchId, files } = await suite.drop([folder], await library.newTarget());
  await rm(join(folder, 'gone.jpg'));

  const seen: Record<string, string> = {};
  for (const { id, name } of files) {
    const picture = await library.ingest.picture({ batchId, uploadId: id });
    seen[name] = picture === null ? 'nothing' : ((await sharp(picture).metadata()).format ?? '');
  }
  expect(seen).toEqual({
    'gone.jpg': 'nothing',
    'photo.jpg': 'webp',
    'plain.bin': 'nothing',
    'torn.jpg': 'nothing',
  });
  await library.ingest.cancel({ batchId, uploadId: null });
});
