import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { CopyDestinationOptions, CopySourceOptions } from 'minio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorCodeOf, startTestStore, type TestStore } from './testing.ts';

const BUCKET = 'dev-sparklio-assets';
const bytes = new Uint8Array(randomBytes(100_000));
const md5 = createHash('md5').update(bytes).digest('hex');
const sha256 = createHash('sha256').update(bytes).digest('base64');

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
  await store.client.makeBucket(BUCKET);
});
afterAll(() => store.close());

const put = (key: string, body: string | Buffer, headers?: Record<string, string>) =>
  store.client.putObject(BUCKET, key, Buffer.from(body), undefined, headers);
const textOf = async (key: string): Promise<string> =>
  (await buffer(await store.client.getObject(BUCKET, key))).toString();

async function names(prefix: string, recursive = true): Promise<string[]> {
  const listed: string[] = [];
  for await (const item of store.client.listObjectsV2(BUCKET, prefix, recursive)) {
    listed.push(item.name ?? item.prefix);
  }
  return listed;
}

describe('putting and reading', () => {
  test('an object comes back whole, with its type, headers, metadata and MD5 as ETag', async () => {
    const { etag } = await put('a/whole.bin', Buffer.from(bytes), {
      'Content-Type': 'image/png',
      'Cache-Control': 'max-age=60',
      'X-Amz-Meta-Name': 'bar  baz',
    });
    expect(etag).toBe(md5);
    const read = await buffer(await store.client.getObject(BUCKET, 'a/whole.bin'));
    expect(read.equals(bytes)).toBe(true);
    const response = await fetch(await store.client.presignedGetObject(BUCKET, 'a/whole.bin', 60));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toBe('max-age=60');
    expect(response.headers.get('x-amz-meta-name')).toBe('bar  baz');
  });

  test('an empty object is an object', async () => {
    await put('a/empty', '');
    expect((await store.client.statObject(BUCKET, 'a/empty')).size).toBe(0);
    expect(await textOf('a/empty')).toBe('');
  });

  test('the checksum a client gives is verified, kept and given back', async () => {
    const headers = { 'x-amz-checksum-sha256': sha256 };
    expect((await store.s3(`/${BUCKET}/sum`, { method: 'PUT', body: bytes, headers })).status).toBe(200);
    const head = await store.s3(`/${BUCKET}/sum`, {
      method: 'HEAD',
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    expect(head.headers.get('x-amz-checksum-sha256')).toBe(sha256);
    const wrong = await store.s3(`/${BUCKET}/sum2`, { method: 'PUT', body: 'other', headers });
    expect(await errorCodeOf(wrong)).toBe('BadDigest');
    expect((await store.s3(`/${BUCKET}/sum2`)).status).toBe(404);
  });

  test('a CRC-32 is verified and told back', async () => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    const headers = { 'x-amz-checksum-crc32': sum.toString('base64') };
    const stored = await store.s3(`/${BUCKET}/crc`, { method: 'PUT', body: bytes, headers });
    expect(stored.headers.get('x-amz-checksum-crc32')).toBe(headers['x-amz-checksum-crc32']);
    const wrong = await store.s3(`/${BUCKET}/crc2`, { method: 'PUT', body: 'other', headers });
    expect(await errorCodeOf(wrong)).toBe('BadDigest');
    expect((await store.s3(`/${BUCKET}/crc2`)).status).toBe(404);
    const nonsense = { 'x-amz-checksum-crc32': 'nonsense' };
    const refused = await store.s3(`/${BUCKET}/crc3`, { method: 'PUT', body: bytes, headers: nonsense });
    expect(await errorCodeOf(refused)).toBe('InvalidDigest');
  });

  test('a body that is not what was announced changes nothing', async () => {
    await put('kept', 'old');
    const lies: Record<string, string>[] = [
      { 'x-amz-content-sha256': 'a'.repeat(64) },
      { 'content-md5': Buffer.alloc(16).toString('base64') },
    ];
    const codes = [];
    for (const headers of lies) {
      codes.push(
        await errorCodeOf(await store.s3(`/${BUCKET}/kept`, { method: 'PUT', body: 'new', headers })),
      );
    }
    expect(codes).toEqual(['XAmzContentSHA256Mismatch', 'BadDigest']);
    expect(await textOf('kept')).toBe('old');
  });

  test('a presigned URL takes the headers of its answer along', async () => {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent('한글.png')}`;
    const url = await store.client.presignedGetObject(BUCKET, 'a/whole.bin', 60, {
      'response-cache-control': 'private, max-age=3600',
      'response-content-disposition': disposition,
    });
    const first = await fetch(url);
    await first.arrayBuffer();
    expect(first.headers.get('cache-control')).toBe('private, max-age=3600');
    expect(first.headers.get('content-disposition')).toBe(disposition);
    const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toBe('private, max-age=3600');
  });

  test('a media player gets its ranges, and the whole file when it changed meanwhile', async () => {
    const url = await store.client.presignedGetObject(BUCKET, 'a/whole.bin', 60);
    const part = await fetch(url, { headers: { range: 'bytes=500-999', 'if-range': `"${md5}"` } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 500-999/100000');
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(500, 1000));
    const changed = await fetch(url, { headers: { range: 'bytes=500-999', 'if-range': '"other"' } });
    expect(changed.status).toBe(200);
    expect((await changed.arrayBuffer()).byteLength).toBe(100_000);
    expect((await fetch(url, { headers: { range: 'bytes=100000-' } })).status).toBe(416);
  });

  test('of many writers that want to be first exactly one is', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        store.s3(`/${BUCKET}/first`, {
          method: 'PUT',
          body: `writer ${n}`,
          headers: { 'if-none-match': '*' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await textOf('first')).toBe(`writer ${winner}`);
  });
});

describe('copying, tagging, deleting', () => {
  test('a copy outlives its source', async () => {
    await put('copy/원본 +1%.png', 'bytes', { 'X-Amz-Meta-K': 'v' });
    await store.client.copyObject(BUCKET, 'copy/사본.png', `/${BUCKET}/copy/원본 +1%.png`);
    await store.client.removeObject(BUCKET, 'copy/원본 +1%.png');
    expect(await textOf('copy/사본.png')).toBe('bytes');
    expect((await store.client.statObject(BUCKET, 'copy/사본.png')).metaData.k).toBe('v');
  });

  test('a copy can be given other metadata, and is made only if its source is as expected', async () => {
    await put('copy/a', 'bytes', { 'X-Amz-Meta-Old': '1' });
    const source = new CopySourceOptions({ Bucket: BUCKET, Object: 'copy/a' });
    const target = { Bucket: BUCKET, Object: 'copy/b', MetadataDirective: 'REPLACE' as const };
    await store.client.copyObject(
      source,
      new CopyDestinationOptions({ ...target, UserMetadata: { new: '2' } }),
    );
    const { metaData } = await store.client.statObject(BUCKET, 'copy/b');
    expect(metaData.new).toBe('2');
    expect(metaData.old).toBeUndefined();
    const headers = { 'x-amz-copy-source': `/${BUCKET}/copy/a`, 'x-amz-copy-source-if-match': '"other"' };
    const refused = await store.s3(`/${BUCKET}/copy/c`, { method: 'PUT', headers });
    expect(await errorCodeOf(refused)).toBe('PreconditionFailed');
  });

  test('tags are set, read, and gone with an overwrite', async () => {
    await put('tagged', '1');
    await store.client.setObjectTagging(BUCKET, 'tagged', { project: '프로젝트 A' });
    expect(await store.client.getObjectTagging(BUCKET, 'tagged')).toEqual([
      { Key: 'project', Value: '프로젝트 A' },
    ]);
    await put('tagged', '2');
    expect(await store.client.getObjectTagging(BUCKET, 'tagged')).toEqual([]);
  });

  test('a batch deletes what is there and does not mind what is not', async () => {
    await Promise.all(['x', 'y', 'z'].map((key) => put(`batch/${key}`, key)));
    await store.client.removeObjects(BUCKET, ['batch/x', 'batch/y', 'batch/never']);
    expect(await names('batch/')).toEqual(['batch/z']);
  });

  test('a bucket goes only when it is empty', async () => {
    await store.client.makeBucket('short-lived');
    await store.client.putObject('short-lived', 'a', 'a');
    await expect(store.client.removeBucket('short-lived')).rejects.toThrow('not empty');
    await store.client.removeObject('short-lived', 'a');
    await store.client.removeBucket('short-lived');
    expect(await store.client.bucketExists('short-lived')).toBe(false);
  });
});

describe('listing and names', () => {
  const odd = [
    'n/한글 파일.png',
    'n/100%20 literal',
    "n/quote's (1) [x]{y}!*~;:@$,.txt",
    'n/a&b=c?d#e',
    'n/<tag>&amp;.xml',
    'n/back\\slash',
    'n/CON',
    'n/a:b|c"',
    'n/trailing.',
    'n/Case',
    'n/case',
    'n/emoji-🎬',
    `n/${'한글'.normalize('NFD')}`,
    'n/tab\tand\nline',
  ];

  test('any name is kept apart from any other, through put, list, presigned read and delete', async () => {
    for (const name of odd) await put(name, name);
    expect([...(await names('n/'))].sort()).toEqual([...odd].sort());
    for (const name of odd) {
      const response = await fetch(await store.client.presignedGetObject(BUCKET, name, 60));
      expect(await response.text()).toBe(name);
    }
    await store.client.removeObjects(BUCKET, odd);
    expect(await names('n/')).toEqual([]);
  });

  test('names that MinIO would not take are refused', async () => {
    for (const name of ['a//b', 'x'.repeat(256), 'x/'.repeat(600), 'nul%00']) {
      expect((await store.s3(`/${BUCKET}/${name}`, { method: 'PUT', body: 'x' })).status).toBe(400);
    }
  });

  test('folders are folded and pages add up', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, n) => put(`pages/${n % 5}/${n}`, '')));
    expect(await names('pages/', false)).toEqual([
      'pages/0/',
      'pages/1/',
      'pages/2/',
      'pages/3/',
      'pages/4/',
    ]);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const query = {
        'list-type': '2',
        prefix: 'pages/',
        'max-keys': '7',
        ...(token && { 'continuation-token': token }),
      };
      const text = await (await store.s3(`/${BUCKET}`, { query })).text();
      seen.push(...[...text.matchAll(/<Key>([^<]+)</g)].map(([, key = '']) => key));
      token = /<NextContinuationToken>([^<]+)</.exec(text)?.[1];
    } while (token !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  test('a lifecycle rule that is due empties its prefix and nothing else', async () => {
    await put('tmp/due', 'x');
    await put('tmpkeep', 'x');
    const rule = { ID: 'temp', Status: 'Enabled', Filter: { Prefix: 'tmp/' } };
    await store.client.setBucketLifecycle(BUCKET, { Rule: [{ ...rule, Expiration: { Days: 7 } }] });
    expect(await names('tmp/')).toEqual(['tmp/due']);
    const past = '<Expiration><Date>2020-01-01T00:00:00Z</Date></Expiration>';
    const filter = '<Status>Enabled</Status><Filter><Prefix>tmp/</Prefix></Filter>';
    const body = `<LifecycleConfiguration><Rule>${filter}${past}</Rule></LifecycleConfiguration>`;
    await store.s3(`/${BUCKET}`, { method: 'PUT', query: { lifecycle: '' }, body });
    await expect.poll(() => names('tmp')).toEqual(['tmpkeep']);
    await store.client.removeBucketLifecycle(BUCKET);
    expect(await errorCodeOf(await store.s3(`/${BUCKET}`, { query: { lifecycle: '' } }))).toBe(
      'NoSuchLifecycleConfiguration',
    );
  });
});
