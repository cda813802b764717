import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { KEYS, startTestStore } from '../../electron/storage/embedded/testing.ts';
import type { ObjectStore } from '../../electron/storage/port.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import type { S3Address } from './addresses.ts';
import { startOtherS3 } from './harness/minio.ts';

interface Make {
  readonly name: string;
  readonly start: () => Promise<S3Address & { close(): Promise<void> }>;
}

/** The stores that the port promises to be the same for. */
const makes: readonly Make[] = [
  {
    name: 'the embedded store',
    start: async () => {
      const { port, close } = await startTestStore();
      return { host: '127.0.0.1', port, secure: false, region: 'us-east-1', ...KEYS, close };
    },
  },
  { name: 'MinIO', start: async () => ({ ...inject('servers').s3, close: async () => undefined }) },
  {
    name: 'the Versity gateway',
    start: async () => {
      const server = await startOtherS3();
      return { ...server, close: server.stop };
    },
  },
];

const mebibyte = 1024 * 1024;
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

describe.each(makes)('$name', ({ start }) => {
  const bucketPrefix = `c${randomBytes(4).toString('hex')}-`;
  let address: Awaited<ReturnType<Make['start']>>;
  let store: ObjectStore;
  beforeAll(async () => {
    address = await start();
    store = openS3Store({ ...address, bucketPrefix });
    await store.ensureBuckets();
  });
  afterAll(() => address.close());

  const ref = (key: string) => ({ bucket: store.buckets.assets, key });
  async function put(key: string, bytes: Buffer, type = 'application/octet-stream'): Promise<string> {
    const response = await fetch(store.presignPut(ref(key), 60), {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(200);
    return response.headers.get('etag')?.replaceAll('"', '') ?? '';
  }

  it('makes its buckets once, and private', async () => {
    await put('kept.bin', Buffer.from('kept'));
    await store.ensureBuckets();
    expect(await store.head(ref('kept.bin'))).toMatchObject({ size: 4 });
    const unsigned = new URL(store.presignGet(ref('kept.bin'), 60));
    unsigned.search = '';
    expect((await fetch(unsigned)).status).toBe(403);
  });

  it.each(['images/plain.png', 'images/겨울 캠페인/빨간 하이힐 (1).jpg', "images/odd +&=%;,@!'~*$.png"])(
    'gives back what was put under %s',
    async (key) => {
      const bytes = randomBytes(70_000);
      expect(await put(key, bytes)).toBe(md5(bytes));
      const head = await store.head(ref(key));
      expect(head).toMatchObject({ size: 70_000, etag: md5(bytes) });
      expect(Math.abs(Date.now() - (head?.modified.getTime() ?? 0))).toBeLessThan(60_000);
      expect(await buffer(await store.get(ref(key)))).toEqual(bytes);
      expect(Buffer.from(await (await fetch(store.presignGet(ref(key), 60))).arrayBuffer())).toEqual(bytes);
    },
  );

  it('takes an empty object', async () => {
    await put('empty', Buffer.alloc(0));
    expect(await store.head(ref('empty'))).toMatchObject({ size: 0 });
    expect(await buffer(await store.get(ref('empty')))).toHaveLength(0);
  });

  it('tells what is not there from what it may not see', async () => {
    expect(await store.head(ref('missing'))).toBeNull();
    await expect(store.get(ref('missing'))).rejects.toMatchObject({ code: 'not_found' });
    const stranger = openS3Store({ ...address, secretKey: 'not-the-secret-key', bucketPrefix });
    await expect(stranger.get(ref('kept.bin'))).rejects.toMatchObject({
      details: { part: 'storage', cause: 'wrong_secret_key' },
    });
  });

  it('removes what is there and does not mind what is not', async () => {
    await put('gone.bin', Buffer.from('gone'));
    await store.remove([ref('gone.bin'), ref('never was.bin')]);
    await store.remove([ref('gone.bin')]);
    expect(await store.head(ref('gone.bin'))).toBeNull();
  });

  it('removes objects of any name', async () => {
    const names = ['a&b<c>"d\'', '한글 이름 😀.png', 'line\nfeed\r', 'bell\u0007', 'a+b%20c', '&amp;'];
    for (const name of names) await put(`odd/${name}`, Buffer.from(name));
    await store.remove(names.map((name) => ref(`odd/${name}`)));
    const left = await Promise.all(names.map((name) => store.head(ref(`odd/${name}`))));
    expect(left).toEqual(names.map(() => null));
  });

  it('removes more objects than one request may name', async () => {
    const keys = Array.from({ length: 1005 }, (_, index) => `many/${index}`);
    const puts = new PQueue({ concurrency: 16 });
    await puts.addAll(keys.map((key) => () => put(key, Buffer.from(key))));
    await store.remove(keys.map(ref));
    const left = await Promise.all(['many/0', 'many/999', 'many/1004'].map((key) => store.head(ref(key))));
    expect(left).toEqual([null, null, null]);
  });

  it('serves parts of an object, and headers that a URL asks for', async () => {
    const bytes = randomBytes(5000);
    await put('film.mp4', bytes, 'video/mp4');
    const url = store.presignGet(ref('film.mp4'), 60, {
      'response-content-disposition': 'attachment; filename="film.mp4"',
    });
    const part = await fetch(url, { headers: { range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 1000-1999/5000');
    expect(part.headers.get('content-disposition')).toBe('attachment; filename="film.mp4"');
    expect(part.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(1000, 2000));
  });

  it('signs stable URLs that are the same for a while and work', async () => {
    await put('stable.txt', Buffer.from('stable'));
    const { url, expiresAt } = store.presignStable(ref('stable.txt'));
    expect(store.presignStable(ref('stable.txt')).url).toBe(url);
    expect(expiresAt).toBeGreaterThan(Date.now() + 1000_000);
    expect(await (await fetch(url)).text()).toBe('stable');
  });

  it('refuses a signature for another object or another method', async () => {
    const elsewhere = store.presignGet(ref('kept.bin'), 60).replace('kept.bin', 'empty');
    expect((await fetch(elsewhere)).status).toBe(403);
    const reading = store.presignGet(ref('kept.bin'), 60);
    expect((await fetch(reading, { method: 'PUT', body: 'changed' })).status).toBe(403);
    expect(await store.head(ref('kept.bin'))).toMatchObject({ size: 4 });
  });

  describe('an upload in parts', () => {
    const [first, second] = [randomBytes(5 * mebibyte), randomBytes(1000)];
    async function putPart(key: string, uploadId: string, part: number, bytes: Buffer): Promise<string> {
      const response = await fetch(store.presignPut(ref(key), 60, { uploadId, part }), {
        method: 'PUT',
        body: new Uint8Array(bytes),
      });
      expect(response.status).toBe(200);
      return response.headers.get('etag')?.replaceAll('"', '') ?? '';
    }

    it('is found again with its parts, and becomes one object', async () => {
      const key = 'videos/두 부분.mp4';
      const uploadId = await store.beginMultipart(ref(key), 'video/mp4');
      expect(await store.findMultipart(ref(key))).toBe(uploadId);
      expect(await store.listParts(ref(key), uploadId)).toEqual([]);
      await putPart(key, uploadId, 2, randomBytes(900));
      // Sent again, as after a lost answer: the last one counts.
      const etags = [await putPart(key, uploadId, 1, first), await putPart(key, uploadId, 2, second)];
      const parts = await store.listParts(ref(key), uploadId);
      expect(parts).toEqual([
        { part: 1, etag: md5(first), size: first.length },
        { part: 2, etag: md5(second), size: second.length },
      ]);
      expect(etags).toEqual([md5(first), md5(second)]);
      expect(await store.head(ref(key))).toBeNull();

      await store.completeMultipart(ref(key), uploadId, parts ?? []);
      const digests = Buffer.concat([first, second].map((bytes) => createHash('md5').update(bytes).digest()));
      expect(await store.head(ref(key))).toMatchObject({
        size: first.length + second.length,
        etag: `${md5(digests)}-2`,
      });
      expect(md5(await buffer(await store.get(ref(key))))).toBe(md5(Buffer.concat([first, second])));
      expect(await store.findMultipart(ref(key))).toBeNull();
      expect(await store.listParts(ref(key), uploadId)).toBeNull();
    });

    it('is not put together from parts that differ', async () => {
      const uploadId = await store.beginMultipart(ref('differs.bin'), 'video/mp4');
      await putPart('differs.bin', uploadId, 1, second);
      const wrong = [{ part: 1, etag: md5(first), size: second.length }];
      await expect(store.completeMultipart(ref('differs.bin'), uploadId, wrong)).rejects.toThrow();
      expect(await store.head(ref('differs.bin'))).toBeNull();
      await store.abortMultipart(ref('differs.bin'), uploadId);
    });

    it('leaves nothing behind when it is given up, also twice', async () => {
      const uploadId = await store.beginMultipart(ref('given up.bin'), 'video/mp4');
      await putPart('given up.bin', uploadId, 1, second);
      await store.abortMultipart(ref('given up.bin'), uploadId);
      await store.abortMultipart(ref('given up.bin'), uploadId);
      expect(await store.findMultipart(ref('given up.bin'))).toBeNull();
      expect(await store.listParts(ref('given up.bin'), uploadId)).toBeNull();
      expect(await store.head(ref('given up.bin'))).toBeNull();
    });
  });
});
