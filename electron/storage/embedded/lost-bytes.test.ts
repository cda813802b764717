import { randomBytes } from 'node:crypto';
import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorCodeOf, startTestStore, type TestStore } from './testing.ts';

const BUCKET = 'dev-sparklio-assets';

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
  await store.client.makeBucket(BUCKET);
});
afterAll(() => store.close());

/** The only file of the store that is this large. */
async function blobOfSize(size: number): Promise<string> {
  const root = join(store.dataDir, 'blobs');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await stat(path)).size === size) return path;
  }
  throw new Error('no such blob');
}

async function listed(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.client.listObjectsV2(BUCKET, '', true)) names.push(name ?? '');
  return names;
}

test('an object whose file is gone or cut short is not there, until it is put again', async () => {
  const lost = randomBytes(20_001);
  const short = randomBytes(20_002);
  await store.client.putObject(BUCKET, 'kept', randomBytes(20_000));
  await store.client.putObject(BUCKET, 'lost', lost);
  await store.client.putObject(BUCKET, 'short', short);
  await rm(await blobOfSize(20_001));
  await truncate(await blobOfSize(20_002), 20_000);

  expect(await listed()).toEqual(['kept']);
  for (const key of ['lost', 'short']) {
    expect((await store.s3(`/${BUCKET}/${key}`, { method: 'HEAD' })).status).toBe(404);
    expect(await errorCodeOf(await store.s3(`/${BUCKET}/${key}`, {}))).toBe('NoSuchKey');
  }

  await store.client.putObject(BUCKET, 'lost', lost);
  expect(await listed()).toEqual(['kept', 'lost']);
  expect((await buffer(await store.client.getObject(BUCKET, 'lost'))).equals(lost)).toBe(true);
});
