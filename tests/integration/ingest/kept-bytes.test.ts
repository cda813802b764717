import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UploadBoard } from '../../../electron/ingest/board.ts';
import { KeptBytes } from '../../../electron/ingest/kept-bytes.ts';
import { Spool } from '../../../electron/ingest/spool.ts';
import { keptSliceBytes } from '../../../shared/contract/ingest.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';
import { handOver, keepBytes } from '../../support/kept-bytes.ts';
import { openAfterKill, runUntilKilled } from '../../support/killed.ts';
import { smallDisk } from '../../support/small-disk.ts';

const suite = ingestSuite();
const limit = { timeout: 180_000 };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Names of the files that wait on this computer. */
async function waiting(): Promise<string[]> {
  const found = await readdir(join(suite.library.folder, 'incoming'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function checksums(brandId: BrandId): Promise<(string | null)[]> {
  const rows = await suite.library.db
    .selectFrom('public.generated_assets')
    .select('checksum')
    .where('brand_id', '=', brandId)
    .execute();
  return rows.map(({ checksum }) => checksum);
}

describe('bytes that the window hands over slice by slice', () => {
  it('are kept under their name until they are in the library, however many they are', limit, async () => {
    const { library } = suite;
    const target = await library.newTarget();
    const bytes = noise(20_000_001, 7);
    await library.ingest.pause({ batchId: null });
    const batchId = await keepBytes(library.ingest, { name: '../붙여넣은 영상.bin', bytes, target });
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ '붙여넣은 영상.bin': 'queued' });

    await library.close();
    const reopened = await suite.open();
    await reopened.ingest.resume({ batchId: null });
    await reopened.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ '붙여넣은 영상.bin': 'published' });
    expect(await checksums(target.brandId)).toEqual([sha256(bytes)]);
    expect(await waiting()).toEqual([]);
    expect(await inconsistencies(reopened)).toEqual([]);
  });

  it('are nothing while some are missing, and are refused out of turn', async () => {
    const { ingest } = suite.library;
    const target = await suite.library.newTarget();
    const bytes = noise(keptSliceBytes + 10, 9);
    const keptId = await handOver(ingest, { name: 'half.bin', bytes, target }, 1);
    const slice = new Uint8Array(20);
    const wrong = { code: 'invalid_input' };
    await expect(ingest.keepSlice({ keptId, offset: 0, bytes: slice })).rejects.toMatchObject(wrong);
    await expect(ingest.keepSlice({ keptId, offset: keptSliceBytes, bytes: slice })).rejects.toMatchObject(
      wrong,
    );
    await expect(ingest.finishKept({ keptId, ok: true })).rejects.toMatchObject(wrong);
    expect(await ingest.finishKept({ keptId, ok: false })).toEqual({ batchId: null });
    expect(await ingest.finishKept({ keptId, ok: true })).toEqual({ batchId: null });
    expect(await ingest.keepSlice({ keptId, offset: keptSliceBytes, bytes: new Uint8Array(10) })).toEqual({
      wanted: false,
    });
    await expect.poll(waiting).toEqual([]);
  });

  it('leave nothing behind when the window never ends what it began', async () => {
    const { library } = suite;
    const { ingest } = library;
    const target = await library.newTarget();
    for (let index = 0; index < 20; index += 1) {
      await handOver(ingest, { name: `${index}.bin`, bytes: noise(100, index), target });
    }
    await expect.poll(waiting).toHaveLength(16);
    const given = library.board.batches().filter(({ brandId }) => brandId === target.brandId);
    expect(given.filter(({ failed }) => failed === 1)).toHaveLength(4);
    await suite.library.close();
    expect(await waiting()).toEqual([]);
    await suite.open();
  });
});

describe('a library that is killed while bytes are handed over', () => {
  it.each([
    ['has nothing of those that were not whole', true, 0],
    ['has those that were whole', false, 1],
  ])('%s', limit, async (_what, half, count) => {
    const { folder } = suite.library;
    const { brandId } = await suite.library.newTarget();
    const size = keptSliceBytes + 1_000_000;
    await suite.library.close();
    await runUntilKilled('kept-bytes-process.ts', { folder, brandId, size, seed: 31, half });
    expect(await waiting()).toEqual(['pasted.bin']);

    const library = await openAfterKill(() => suite.open());
    await library.ingest.resume({ batchId: null });
    await library.idle();
    expect(await checksums(brandId)).toEqual(Array.from({ length: count }, () => sha256(noise(size, 31))));
    expect(await waiting()).toEqual([]);
    expect(await inconsistencies(library)).toEqual([]);
  });
});

describe('the tray, while bytes are handed over', () => {
  const size = 3 * keptSliceBytes;
  const bytes = noise(size, 12);

  it('shows them at once as a drop with its size, and how much of it is here', limit, async () => {
    const { ingest, board } = suite.library;
    const target = await suite.library.newTarget();
    const keptId = await handOver(ingest, { name: 'clip.bin', bytes, target }, 1);
    const shown = () => board.batches().find(({ brandId }) => brandId === target.brandId);
    expect(shown()).toMatchObject({
      title: 'clip.bin',
      phase: 'running',
      total: 1,
      receiving: 1,
      totalBytes: size,
      sentBytes: keptSliceBytes,
    });
    for (const offset of [keptSliceBytes, 2 * keptSliceBytes]) {
      const slice = new Uint8Array(bytes.subarray(offset, offset + keptSliceBytes));
      expect(await ingest.keepSlice({ keptId, offset, bytes: slice })).toEqual({ wanted: true });
    }
    expect(shown()).toMatchObject({ receiving: 1, sentBytes: size });
    const { batchId } = await ingest.finishKept({ keptId, ok: true });
    expect(batchId).toBe(shown()?.id);
    await suite.library.idle();
    expect(shown()).toMatchObject({ phase: 'done', total: 1, receiving: 0, published: 1, sentBytes: size });
    expect(await waiting()).toEqual([]);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it.each(['drop', 'file'])('lets the %s be cancelled, and nothing of it is left', limit, async (what) => {
    const { ingest, board } = suite.library;
    const target = await suite.library.newTarget();
    const keptId = await handOver(ingest, { name: 'clip.bin', bytes, target }, 2);
    const drop = board.batches().find(({ brandId }) => brandId === target.brandId);
    if (drop === undefined) throw new Error('not shown');
    const [file] = suite.files(drop.id);
    await ingest.cancel({ batchId: drop.id, uploadId: what === 'file' ? (file?.id ?? null) : null });
    await expect.poll(waiting).toEqual([]);
    const slice = { keptId, offset: 2 * keptSliceBytes, bytes: new Uint8Array(keptSliceBytes) };
    expect(await ingest.keepSlice(slice)).toEqual({ wanted: false });
    expect(await ingest.finishKept({ keptId, ok: true })).toEqual({ batchId: null });
    expect(outcomes(suite.files(drop.id))).toEqual({ 'clip.bin': 'cancelled' });
    expect(board.batches().find(({ id }) => id === drop.id)?.phase).toBe('cancelled');
    await suite.library.idle();
    expect(await checksums(target.brandId)).toEqual([]);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('forgets one that is cancelled just as it is whole', limit, async () => {
    const { ingest, board } = suite.library;
    const target = await suite.library.newTarget();
    const keptId = await handOver(ingest, { name: 'clip.bin', bytes, target });
    const drop = board.batches().find(({ brandId }) => brandId === target.brandId);
    if (drop === undefined) throw new Error('not shown');
    await ingest.pause({ batchId: drop.id });
    const finished = ingest.finishKept({ keptId, ok: true });
    await expect.poll(() => board.uploads(drop.id)[0]?.state).toBe('queued');
    await ingest.cancel({ batchId: drop.id, uploadId: null });
    await finished;
    await suite.library.idle();
    expect(outcomes(suite.files(drop.id))).toEqual({ 'clip.bin': 'cancelled' });
    expect(await waiting()).toEqual([]);
    expect(await checksums(target.brandId)).toEqual([]);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });
});

describe('a disk that is full', () => {
  const megabyte = 1_000_000;
  const full = { state: 'failed', error: { code: 'disk_full', details: {}, retry: false } };

  it('is told in the tray before anything is handed over that can not fit, and as soon as it fills', async ({
    skip,
  }) => {
    const disk = await smallDisk(8);
    if (disk === null) return skip('no small disk can be made here');
    const folder = join(disk, 'incoming');
    const board = new UploadBoard(() => undefined);
    const { brandId, ...target } = await suite.library.newTarget();
    const spool = new Spool(folder, suite.library.store);
    const kept = new KeptBytes(
      { board, spool, defaultDuplicates: () => 'skip' },
      {
        placeOf: async () => ({ brandId, projectId: null }),
        addArrived: async () => {
          throw new Error('Nothing of it is whole');
        },
      },
    );
    const file = { name: 'a.bin', target: { ...target, brandId } };
    const files = () =>
      board
        .batches()
        .flatMap(({ id }) => board.files({ batchId: id, states: null, offset: 0, limit: 9 }).files);
    expect(await kept.begin({ ...file, size: 9 * megabyte })).toEqual({ keptId: null });
    expect(files()).toMatchObject([full]);

    const { keptId } = await kept.begin({ ...file, size: 6 * megabyte });
    if (keptId === null) throw new Error('refused');
    const other = await kept.begin({ ...file, name: 'b.bin', size: 10 });
    if (other.keptId === null) throw new Error('refused');
    const slice = { keptId, bytes: new Uint8Array(3 * megabyte) };
    expect(await kept.slice({ ...slice, offset: 0 })).toEqual({ wanted: true });
    await writeFile(join(disk, 'ballast'), new Uint8Array(4 * megabyte)).catch(() => undefined);
    expect(await kept.slice({ ...slice, offset: 3 * megabyte })).toEqual({ wanted: false });
    expect(files()).toMatchObject([{ name: 'b.bin', state: 'receiving' }, full, full]);
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    expect(await kept.finish({ keptId, ok: false })).toEqual({ batchId: null });
    await kept.close();
    expect(await readdir(folder)).toEqual([]);
  });
});
