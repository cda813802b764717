import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { openAfterKill, runUntilKilled } from '../../support/killed.ts';

const size = 17_000_000;
const limit = { timeout: 180_000 };
const long = process.env.SPARKLIO_LONG === '1';
const steps = long ? ['ingest.sent', 'ingest.verified', 'ingest.publishing'] : ['ingest.sent'];
let partsSent = 0;

/** The real store, with its parts counted. */
const suite = ingestSuite({
  wrapStore: (store): ObjectStore => ({
    ...store,
    presignPut: (ref, seconds, part, headers) => {
      if (part !== undefined) partsSent += 1;
      return store.presignPut(ref, seconds, part, headers);
    },
  }),
});
beforeEach(() => {
  partsSent = 0;
});

/** Drops a large file on a library that is killed when all its bytes are in the store, and no row names them. */
async function dropUntil(endAt: string, name: string, bytes: Uint8Array) {
  const dropped = await writeFiles(join(suite.folder, name), { 'large.bin': bytes });
  const { folder } = suite.library;
  const { brandId } = await suite.library.newTarget();
  await suite.library.close();
  await runUntilKilled('library-process.ts', { folder, paths: [dropped], brandId, endAt });
  return { brandId, path: join(dropped, 'large.bin') };
}

async function recovered(brandId: Awaited<ReturnType<typeof dropUntil>>['brandId']) {
  const library = await openAfterKill(() => suite.open());
  await library.idle();
  expect(await inconsistencies(library)).toEqual([]);
  return await library.db
    .selectFrom('public.generated_assets')
    .select('checksum')
    .where('brand_id', '=', brandId)
    .execute();
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a large file whose parts were put together when the library was killed', () => {
  it.each(steps)('is published without being sent again (%s)', limit, async (step) => {
    const bytes = noise(size, step.length);
    const { brandId } = await dropUntil(step, step, bytes);
    expect(await recovered(brandId)).toEqual([{ checksum: sha256(bytes) }]);
    expect(partsSent).toBe(0);
  });

  it('is sent again when its bytes are others by then', limit, async () => {
    const { brandId, path } = await dropUntil('ingest.sent', 'changed', noise(size, 101));
    const now = noise(size, 103);
    await writeFile(path, now);
    expect(await recovered(brandId)).toEqual([{ checksum: sha256(now) }]);
    expect(partsSent).toBe(3);
  });
});
