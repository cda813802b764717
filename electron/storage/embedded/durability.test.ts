import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedStore } from './index.ts';
import {
  clientFor,
  errorCodeOf,
  KEYS,
  seededRandom,
  signedFetch,
  spawnStore,
  temporaryFolder,
} from './testing.ts';

const BUCKET = 'durable';
const KB = 1024;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const md5 = (data: Uint8Array): string => createHash('md5').update(data).digest('hex');

/** Content that can be told from any other by its first bytes, of a size that differs from round to round. */
function contentOf(label: string, random: () => number): Buffer {
  return Buffer.alloc(1 + Math.floor(random() * 800 * KB), `${label}|`);
}

/** What a key may hold after a kill: the last acknowledged content, or one that was on its way then (null: none). */
type Allowed = Map<string, Set<string | null>>;

/** Puts, overwrites and deletes over a few keys until the connection breaks. */
async function load(port: number, round: number, random: () => number, allowed: Allowed): Promise<number> {
  const client = clientFor(port);
  let acknowledged = 0;
  const worker = async (id: number): Promise<void> => {
    for (let n = 0; ; n++) {
      // Each worker has keys of its own, so that "last" means something.
      const key = `w${id}/${Math.floor(random() * 4)}`;
      const before = allowed.get(key) ?? new Set([null]);
      const deletes = random() < 0.2;
      const data = contentOf(`${round}.${id}.${n}`, random);
      const after = deletes ? null : md5(data);
      allowed.set(key, new Set([...before, after]));
      try {
        if (deletes) await client.removeObject(BUCKET, key);
        else await client.putObject(BUCKET, key, data);
      } catch {
        return;
      }
      allowed.set(key, new Set([after]));
      acknowledged++;
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, id) => worker(id)));
  return acknowledged;
}

test('a kill at any moment loses nothing acknowledged and leaves nothing torn', async () => {
  const allowed: Allowed = new Map();
  let acknowledged = 0;
  for (let round = 0; round < 6; round++) {
    const random = seededRandom(1000 + round);
    const store = await spawnStore(folder.path);
    if (round === 0) await clientFor(store.port).makeBucket(BUCKET);
    const loading = load(store.port, round, random, allowed);
    await sleep(150 + random() * 500);
    await store.stop('SIGKILL');
    acknowledged += await loading;

    const reopened = await startEmbeddedStore({ dataDir: folder.path, port: 0, ...KEYS, allowedOrigins: [] });
    const client = clientFor(reopened.port);
    const listed = new Map<string, string>();
    for await (const { name, etag } of client.listObjectsV2(BUCKET, '', true)) listed.set(name, etag);
    for (const [key, contents] of allowed) {
      const etag = listed.get(key) ?? null;
      expect(contents, `round ${round}, ${key}`).toContain(etag);
      if (etag !== null) expect(md5(await buffer(await client.getObject(BUCKET, key)))).toBe(etag);
      allowed.set(key, new Set([etag]));
    }
    const files = async (): Promise<number> =>
      (await readdir(join(folder.path, 'blobs'), { recursive: true, withFileTypes: true })).filter((e) =>
        e.isFile(),
      ).length;
    await expect.poll(files, { message: 'blobs that nothing names are swept' }).toBe(listed.size);
    await reopened.close();
  }
  expect(acknowledged).toBeGreaterThan(50);
});

test('parts and completed uploads survive a kill, and an upload goes on afterwards', async () => {
  const part = Buffer.alloc(5 * KB * KB, 'part');
  const first = await spawnStore(folder.path);
  const client = clientFor(first.port);
  await client.makeBucket(BUCKET);
  const uploadId = await client.initiateNewMultipartUpload(BUCKET, 'resumed', {
    'content-type': 'video/mp4',
  });
  const send = (port: number, number: number) =>
    signedFetch(port)(`/${BUCKET}/resumed`, {
      method: 'PUT',
      query: { uploadId, partNumber: String(number) },
      body: new Uint8Array(part),
    });
  await send(first.port, 1);
  await first.stop('SIGKILL');
  const second = await spawnStore(folder.path);
  await send(second.port, 2);
  await clientFor(second.port).completeMultipartUpload(BUCKET, 'resumed', uploadId, [
    { part: 1, etag: md5(part) },
    { part: 2, etag: md5(part) },
  ]);
  await second.stop('SIGKILL');
  const third = await spawnStore(folder.path);
  const read = await buffer(await clientFor(third.port).getObject(BUCKET, 'resumed'));
  expect(read.equals(Buffer.concat([part, part]))).toBe(true);
  await third.stop('SIGTERM');
});

test.skipIf(process.platform === 'win32')(
  'a full disk refuses the object, keeps the others and recovers',
  async () => {
    // Made first: the helper that writes the format file resets the signal by which a limit is told.
    await (await startEmbeddedStore({ dataDir: folder.path, port: 0, ...KEYS, allowedOrigins: [] })).close();
    const store = await spawnStore(folder.path, 1024);
    const client = clientFor(store.port);
    const s3 = signedFetch(store.port);
    await client.makeBucket(BUCKET);
    await client.putObject(BUCKET, 'small', 'fits');
    const big = await s3(`/${BUCKET}/small`, { method: 'PUT', body: new Uint8Array(2 * KB * KB) });
    expect(big.status).toBe(507);
    expect(await errorCodeOf(big)).toBe('XMinioStorageFull');
    expect((await buffer(await client.getObject(BUCKET, 'small'))).toString()).toBe('fits');

    // Now the journal itself: long names fill it until a line no longer fits.
    const kept: string[] = [];
    let status = 200;
    for (let n = 0; status === 200 && n < 5000; n += 16) {
      const answers = await Promise.all(
        Array.from({ length: 16 }, async (_, at) => {
          const key = `${'long/'.repeat(190)}${n + at}`;
          const headers = { 'x-amz-meta-filler': 'x'.repeat(2000) };
          const answer = await s3(`/${BUCKET}/${key}`, { method: 'PUT', body: '', headers });
          if (answer.status === 200) kept.push(key);
          return answer.status;
        }),
      );
      status = answers.find((each) => each !== 200) ?? 200;
    }
    expect(status).toBe(507);
    await store.stop('SIGKILL');

    const roomy = await spawnStore(folder.path);
    const listed: string[] = [];
    for await (const { name } of clientFor(roomy.port).listObjectsV2(BUCKET, 'long/', true))
      listed.push(name);
    expect(listed.sort()).toEqual(kept.sort());
    await clientFor(roomy.port).putObject(BUCKET, 'after', 'room again');
    await roomy.stop('SIGTERM');
  },
);

test('everything is still there after an orderly end, from a snapshot', async () => {
  const options = { dataDir: folder.path, port: 0, ...KEYS, allowedOrigins: [] };
  const store = await startEmbeddedStore(options);
  const client = clientFor(store.port);
  await client.makeBucket(BUCKET);
  const metadata = { 'X-Amz-Meta-Filler': 'x'.repeat(1900), 'Content-Type': 'text/x' };
  for (let n = 0; n < 400; n += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => client.putObject(BUCKET, `한글/${n + at}`, '', 0, metadata)),
    );
  }
  await client.setObjectTagging(BUCKET, '한글/7', { state: 'wip' });
  const uploadId = await client.initiateNewMultipartUpload(BUCKET, 'open', {});
  await store.close();
  expect(await readdir(join(folder.path, 'journal'))).toContain('snapshot-00000002.log');

  const again = await startEmbeddedStore(options);
  const after = clientFor(again.port);
  const { metaData } = await after.statObject(BUCKET, '한글/399');
  expect(metaData['content-type']).toBe('text/x');
  expect(await after.getObjectTagging(BUCKET, '한글/7')).toEqual([{ Key: 'state', Value: 'wip' }]);
  expect(await after.findUploadId(BUCKET, 'open')).toBe(uploadId);
  await again.close();
});
