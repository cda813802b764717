import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CopyDestinationOptions, CopySourceOptions } from 'minio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientFor, errorCodeOf, startTestStore, type TestStore } from './testing.ts';

const BUCKET = 'uploads';
const MB = 1024 ** 2;
const big = new Uint8Array(randomBytes(12 * MB + 5));

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
  await store.client.makeBucket(BUCKET);
});
afterAll(() => store.close());

const md5 = (data: Uint8Array | Buffer): Buffer => createHash('md5').update(data).digest();
const read = async (key: string): Promise<Buffer> => buffer(await store.client.getObject(BUCKET, key));

async function blobCount(): Promise<number> {
  const entries = await readdir(join(store.dataDir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

async function part(key: string, uploadId: string, number: number, body: string | Uint8Array<ArrayBuffer>) {
  const query = { uploadId, partNumber: String(number) };
  return store.s3(`/${BUCKET}/${key}`, { method: 'PUT', query, body });
}

async function complete(key: string, uploadId: string, parts: readonly (readonly [number, string])[]) {
  const listed = parts.map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
  return store.s3(`/${BUCKET}/${key}`, { method: 'POST', query: { uploadId }, body });
}

async function incomplete(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.client.listIncompleteUploads(BUCKET, '', true)) keys.push(key);
  return keys;
}

test('a large file goes up in parts, with the ETag S3 gives it, and ranges cross the parts', async () => {
  const pieces = Array.from({ length: 13 }, (_, at) => Buffer.from(big.subarray(at * MB, (at + 1) * MB)));
  const parts = clientFor(store.port, { partSize: 5 * MB });
  await parts.putObject(BUCKET, 'big', Readable.from(pieces), big.length);
  expect((await read('big')).equals(big)).toBe(true);
  const digests = [0, 5, 10].map((at) => md5(big.subarray(at * MB, (at + 5) * MB)));
  const { etag } = await store.client.statObject(BUCKET, 'big');
  expect(etag).toBe(`${md5(Buffer.concat(digests)).toString('hex')}-3`);
  const across = await buffer(await store.client.getPartialObject(BUCKET, 'big', 5 * MB - 10, 5 * MB + 20));
  expect(across.equals(big.subarray(5 * MB - 10, 10 * MB + 10))).toBe(true);
});

test('parts can be listed, sent again and completed, and are seen by nobody before', async () => {
  const uploadId = await store.client.initiateNewMultipartUpload(BUCKET, 'resume', {});
  await part('resume', uploadId, 2, 'tail');
  await part('resume', uploadId, 1, big.slice(0, 5 * MB));
  const again = await part('resume', uploadId, 1, big.slice(MB, 6 * MB));
  expect(await incomplete()).toEqual(['resume']);
  await expect(store.client.statObject(BUCKET, 'resume')).rejects.toThrow();
  const listing = await (await store.s3(`/${BUCKET}/resume`, { query: { uploadId } })).text();
  expect([...listing.matchAll(/<PartNumber>(\d)</g)].map(([, n]) => n)).toEqual(['1', '2']);
  const tail = `"${md5(Buffer.from('tail')).toString('hex')}"`;
  const done = await complete('resume', uploadId, [
    [1, again.headers.get('etag') ?? ''],
    [2, tail],
  ]);
  expect(done.status).toBe(200);
  expect((await read('resume')).equals(Buffer.concat([big.subarray(MB, 6 * MB), Buffer.from('tail')]))).toBe(
    true,
  );
  expect(await incomplete()).toEqual([]);
});

test('an upload is completed only with parts it has, in order and large enough', async () => {
  const uploadId = await store.client.initiateNewMultipartUpload(BUCKET, 'wrong', {});
  const etag = (await part('wrong', uploadId, 1, 'small')).headers.get('etag') ?? '';
  await part('wrong', uploadId, 2, 'small');
  const codes = await Promise.all([
    complete('wrong', uploadId, [[1, '"other"']]).then(errorCodeOf),
    complete('wrong', uploadId, [
      [1, etag],
      [3, etag],
    ]).then(errorCodeOf),
    complete('wrong', uploadId, [
      [2, etag],
      [1, etag],
    ]).then(errorCodeOf),
    complete('wrong', uploadId, [
      [1, etag],
      [2, etag],
    ]).then(errorCodeOf),
    complete('wrong', 'f'.repeat(32), [[1, etag]]).then(errorCodeOf),
  ]);
  expect(codes).toEqual([
    'InvalidPart',
    'EntityTooSmall',
    'InvalidPartOrder',
    'EntityTooSmall',
    'NoSuchUpload',
  ]);
  await store.client.abortMultipartUpload(BUCKET, 'wrong', uploadId);
  expect(await errorCodeOf(await part('wrong', uploadId, 1, 'x'))).toBe('NoSuchUpload');
});

test('what is aborted, replaced or deleted leaves no bytes behind', async () => {
  const before = await blobCount();
  const uploadId = await store.client.initiateNewMultipartUpload(BUCKET, 'gone', {});
  await part('gone', uploadId, 1, 'one');
  await part('gone', uploadId, 1, 'two');
  await store.client.putObject(BUCKET, 'over', 'one');
  await store.client.putObject(BUCKET, 'over', 'two');
  await expect.poll(blobCount).toBe(before + 2);
  await store.client.abortMultipartUpload(BUCKET, 'gone', uploadId);
  await store.client.removeObject(BUCKET, 'over');
  await expect.poll(blobCount).toBe(before);
});

test('objects are composed of others without being copied, and outlive them', async () => {
  await store.client.putObject(BUCKET, 'head', Buffer.from(big.subarray(0, 5 * MB)));
  await store.client.putObject(BUCKET, 'tail', 'tail');
  const before = await blobCount();
  const source = (key: string) => new CopySourceOptions({ Bucket: BUCKET, Object: key });
  await store.client.composeObject(new CopyDestinationOptions({ Bucket: BUCKET, Object: 'both' }), [
    source('head'),
    source('tail'),
  ]);
  await store.client.removeObjects(BUCKET, ['head', 'tail']);
  expect(await blobCount()).toBe(before);
  expect((await read('both')).equals(Buffer.concat([big.subarray(0, 5 * MB), Buffer.from('tail')]))).toBe(
    true,
  );
});

test('a browser form uploads what its policy allows, and only that', async () => {
  const upload = async (size: number, change: Record<string, string> = {}): Promise<number> => {
    const policy = store.client.newPostPolicy();
    policy.setBucket(BUCKET);
    policy.setKey('form/a.png');
    policy.setExpires(new Date(Date.now() + 60_000));
    policy.setContentType('image/png');
    policy.setContentLengthRange(10, 1000);
    const { postURL, formData } = await store.client.presignedPostPolicy(policy);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...formData, ...change })) form.append(name, String(value));
    form.append('file', new Blob([big.slice(0, size)]), 'a.png');
    return (await fetch(postURL, { method: 'POST', body: form })).status;
  };
  expect([await upload(5), await upload(2000), await upload(500, { key: 'form/b.png' })]).toEqual([
    400, 400, 403,
  ]);
  expect(await upload(500, { policy: Buffer.from('{}').toString('base64') })).toBe(403);
  await expect(store.client.statObject(BUCKET, 'form/a.png')).rejects.toThrow();
  expect(await upload(500)).toBe(204);
  expect((await read('form/a.png')).equals(big.subarray(0, 500))).toBe(true);
});
