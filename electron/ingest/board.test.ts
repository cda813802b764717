import { expect, it } from 'vitest';
import { z } from 'zod';
import { batchIdSchema, brandIdSchema } from '../../shared/domain/ids.ts';
import { UploadBoard } from './board.ts';
import { newUpload } from './new-upload.ts';

const batchId = batchIdSchema.parse(crypto.randomUUID());
const brandId = brandIdSchema.parse(crypto.randomUUID());
const progressSchema = z.object({ batches: z.array(z.object({ title: z.string() })) });
const batch = { id: batchId, createdAt: new Date(), title: 'shoot', brandId, projectId: null };

function boardWithOne() {
  const board = new UploadBoard(() => undefined);
  const signal = board.openBatch(batch);
  const upload = newUpload({
    found: { kind: 'file', path: '/a.png', name: 'a.png', folder: '', root: null, dropped: 0, size: 10 },
    batchId,
    target: { brandId, tags: [] },
    projectId: null,
    keepDuplicate: false,
    addedAt: new Date(),
  });
  board.add(upload);
  return { board, signal, upload };
}

it('a batch that is walked on after a restart keeps the files that it has', () => {
  const { board, signal } = boardWithOne();
  expect(board.openBatch(batch)).toBe(signal);
  board.endScan(batchId);
  expect(board.batches()).toMatchObject([{ total: 1, phase: 'running' }]);
  expect(board.isBusy()).toBe(true);
});

it('the counts of a batch follow every step of its files', () => {
  const { board, upload } = boardWithOne();
  board.endScan(batchId);
  board.step(upload, 'hashing');
  board.step(upload, 'transferring');
  board.sent(upload, 4);
  expect(board.batches()).toMatchObject([{ published: 0, sentBytes: 4, totalBytes: 10 }]);
  board.step(upload, 'verifying');
  board.step(upload, 'published');
  expect(board.batches()).toMatchObject([{ published: 1, sentBytes: 10, phase: 'done' }]);
  expect(() => board.step(upload, 'queued')).toThrow('published');
});

it('what will not be sent is no part of what there is to send, until it is tried again', () => {
  const { board, upload } = boardWithOne();
  board.endScan(batchId);
  board.step(upload, 'hashing');
  board.step(upload, 'transferring');
  board.sent(upload, 4);
  board.step(upload, 'failed', { code: 'file_changed', details: {}, retry: true });
  expect(board.batches()).toMatchObject([{ sentBytes: 4, totalBytes: 4 }]);
  board.step(upload, 'queued');
  expect(board.batches()).toMatchObject([{ sentBytes: 0, totalBytes: 10 }]);
  board.resize(upload, 12);
  board.step(upload, 'hashing');
  board.step(upload, 'duplicate');
  expect(board.batches()).toMatchObject([{ sentBytes: 0, totalBytes: 0, duplicates: 1 }]);
});

it('a batch that was taken off the board is not told of again', async () => {
  const told: string[][] = [];
  const board = new UploadBoard((name, payload) => {
    const progress = progressSchema.safeParse(payload);
    if (name === 'ingest.progress' && progress.success)
      told.push(progress.data.batches.map(({ title }) => title));
  });
  board.openBatch(batch);
  board.openBatch({ ...batch, id: batchIdSchema.parse(crypto.randomUUID()), title: 'another' });
  board.remove(batchId);
  await expect.poll(() => told).toEqual([['another']]);
});
