import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

const size = 17_000_000;
const limit = { timeout: 120_000 };
let partsSent = 0;

/** The real store, with its parts counted. */
function counted(store: ObjectStore): ObjectStore {
  return {
    ...store,
    presignPut: (ref, seconds, part, headers) => {
      if (part !== undefined) partsSent += 1;
      return store.presignPut(ref, seconds, part, headers);
    },
  };
}

const suite = ingestSuite({ wrapStore: counted });
beforeEach(() => {
  partsSent = 0;
});

it('large files of the same bytes in one drop are stored once', limit, async () => {
  const { library } = suite;
  const bytes = noise(size, 1);
  const dropped = await writeFiles(join(suite.folder, 'twins'), { 'a.bin': bytes, 'b.bin': bytes });
  const target = await library.newTarget();
  const { files } = await suite.drop([dropped], target);
  expect(Object.values(outcomes(files)).sort()).toEqual(['duplicate', 'published']);
  expect(partsSent).toBe(3);
  const { checksum } = await library.db
    .selectFrom('public.generated_assets')
    .select('checksum')
    .where('brand_id', '=', target.brandId)
    .executeTakeFirstOrThrow();
  expect(checksum).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await inconsistencies(library)).toEqual([]);
});

it('a large file is found to be there before it is sent, others of its size are not', limit, async () => {
  const { library } = suite;
  const target = await library.newTarget();
  const bytes = noise(size, 5);
  const first = await writeFiles(join(suite.folder, 'first'), { 'one.bin': bytes });
  await suite.drop([first], target);
  partsSent = 0;
  const again = await writeFiles(join(suite.folder, 'again'), {
    'the same.bin': bytes,
    'another.bin': noise(size, 9),
  });
  const { files } = await suite.drop([again], target);
  expect(outcomes(files)).toEqual({ 'the same.bin': 'duplicate', 'another.bin': 'published' });
  expect(partsSent).toBe(3);
  expect(await inconsistencies(library)).toEqual([]);
});
