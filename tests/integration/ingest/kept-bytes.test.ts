import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    await expect(ingest.finishKept({ keptId, ok: true })).rejects.toMatchObject({ code: 'not_found' });
    expect(await waiting()).toEqual([]);
  });

  it('leave nothing behind when the window never ends what it began', async () => {
    const { ingest } = suite.library;
    const target = await suite.library.newTarget();
    for (let index = 0; index < 20; index += 1) {
      await handOver(ingest, { name: `${index}.bin`, bytes: noise(100, index), target });
    }
    expect(await waiting()).toHaveLength(16);
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

describe('a disk that is full', () => {
  const megabyte = 1_000_000;

  it('is told before anything is handed over that can not fit, and as soon as it fills', async ({ skip }) => {
    const disk = await smallDisk(8);
    if (disk === null) return skip('no small disk can be made here');
    const folder = join(disk, 'incoming');
    const kept = new KeptBytes(new Spool(folder, suite.library.store), () => {
      throw new Error('Nothing of it is whole');
    });
    const target = await suite.library.newTarget();
    const full = { code: 'disk_full', retry: true };
    await expect(kept.begin({ name: 'a.bin', size: 9 * megabyte, target })).rejects.toMatchObject(full);

    const { keptId } = await kept.begin({ name: 'a.bin', size: 6 * megabyte, target });
    const slice = { keptId, bytes: new Uint8Array(3 * megabyte) };
    await kept.slice({ ...slice, offset: 0 });
    await writeFile(join(disk, 'ballast'), new Uint8Array(4 * megabyte));
    await expect(kept.slice({ ...slice, offset: 3 * megabyte })).rejects.toMatchObject(full);
    expect(await readdir(folder)).toEqual([]);
    await expect(kept.finish({ keptId, ok: false })).rejects.toMatchObject({ code: 'not_found' });
  });
});
