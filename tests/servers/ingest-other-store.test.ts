import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inconsistencies, listObjects } from '../support/consistency.ts';
import { noise, photo, writeFiles } from '../support/drop-files.ts';
import { ingestSuite, outcomes } from '../support/ingest-suite.ts';
import { startOtherS3 } from './harness/minio.ts';

// Before the suite opens its library, which goes by this.
const { host, port, secure, accessKey, secretKey, region, stop } = await startOtherS3();
process.env.SPARKLIO_TEST_S3 = JSON.stringify({ host, port, secure, accessKey, secretKey, region });
const suite = ingestSuite();
afterAll(stop);

it('a library over a store of another make takes files in, small and in parts, and lets go of them', async () => {
  const { library, folder } = suite;
  const dropped = await writeFiles(join(folder, 'drop'), {
    '사진 1.jpg': await photo(1),
    'picture.png': await photo(2, 'png'),
    'large.bin': noise(40_000_000, 3),
    'note.txt': '겨울이 오기 전에',
  });
  const { files } = await suite.drop([dropped], await library.newTarget());
  expect(outcomes(files)).toEqual({
    '사진 1.jpg': 'published',
    'picture.png': 'published',
    'large.bin': 'published',
    'note.txt': 'published',
  });
  expect(await inconsistencies(library)).toEqual([]);

  const ids = files.flatMap(({ assetId }) => (assetId === null ? [] : [assetId]));
  await library.library.trash({ ids });
  expect(await library.purge(ids)).toBe(4);
  expect((await listObjects(library.s3, library.store.buckets.assets)).size).toBe(0);
  expect(await inconsistencies(library)).toEqual([]);
});
