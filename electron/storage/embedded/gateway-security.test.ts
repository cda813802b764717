import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APP_ORIGIN, clientFor, errorCodeOf, startTestStore, type TestStore } from './testing.ts';

const BUCKET = 'private';
let store: TestStore;
let base: string;
beforeAll(async () => {
  store = await startTestStore();
  base = `http://127.0.0.1:${store.port}`;
  await store.client.makeBucket(BUCKET);
  await store.client.putObject(BUCKET, 'a', 'secret');
});
afterAll(() => store.close());

const text = async (key: string): Promise<string> =>
  (await fetch(await store.client.presignedGetObject(BUCKET, key, 60))).text();

describe('without a signature', () => {
  test.each([
    ['GET', '/'],
    ['GET', `/${BUCKET}`],
    ['GET', `/${BUCKET}/a`],
    ['HEAD', `/${BUCKET}/a`],
    ['PUT', `/${BUCKET}/b`],
    ['DELETE', `/${BUCKET}/a`],
    ['POST', `/${BUCKET}?delete`],
    ['PUT', '/new-bucket'],
    ['DELETE', `/${BUCKET}`],
    ['GET', '/no-such-bucket/a'],
    ['GET', '/../../etc/passwd'],
    ['PATCH', `/${BUCKET}/a`],
  ])('%s %s is refused and tells nothing', async (method, path) => {
    const response = await fetch(base + path, { method });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toMatch(/secret|NoSuch|<Name>/);
    expect(await text('a')).toBe('secret');
  });

  test('a form is refused before its file is looked at', async () => {
    const form = new FormData();
    form.append('key', 'anonymous');
    form.append('file', new Blob(['x']), 'x');
    const response = await fetch(`${base}/${BUCKET}`, { method: 'POST', body: form });
    expect(response.status).toBe(403);
  });
});

describe('with a signature', () => {
  test('of other keys everything is refused', async () => {
    for (const overrides of [{ secretKey: 'guess' }, { accessKey: 'minioadmin', secretKey: 'minioadmin' }]) {
      const stranger = clientFor(store.port, overrides);
      await expect(stranger.listBuckets()).rejects.toThrow();
      const url = await stranger.presignedPutObject(BUCKET, 'evil', 60);
      expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
    }
    expect(await errorCodeOf(await store.s3(`/${BUCKET}/evil`))).toBe('NoSuchKey');
  });

  test('a header or parameter added afterwards is refused', async () => {
    const copy = await store.s3(`/${BUCKET}/stolen`, {
      method: 'PUT',
      body: 'x',
      tamper: ({ headers }) => {
        headers['x-amz-copy-source'] = `/${BUCKET}/a`;
      },
    });
    expect(copy.status).toBe(403);
    const tagging = await store.s3(`/${BUCKET}/a`, {
      tamper: (sent) => {
        sent.path += '?tagging=';
      },
    });
    expect(tagging.status).toBe(403);
  });

  test('a body in signed chunks is answered with a clear refusal', async () => {
    const headers = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '4' };
    const response = await store.s3(`/${BUCKET}/chunked`, { method: 'PUT', body: 'body', headers });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('aws-chunked');
  });

  test('a document type or nonsense in XML is refused', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>';
    for (const body of [bomb, '<Delete>', '<Other/>', 'nonsense', '{}']) {
      const response = await store.s3(`/${BUCKET}`, { method: 'POST', query: { delete: '' }, body });
      expect(await errorCodeOf(response)).toBe('MalformedXML');
    }
  });

  test('a header cannot be smuggled into the answer', async () => {
    const url = await store.client.presignedGetObject(BUCKET, 'a', 60, {
      'response-content-type': 'text/html\r\nSet-Cookie: a=b',
    });
    expect((await fetch(url)).status).toBe(400);
  });

  test('an object opened as a page can run nothing', async () => {
    const response = await fetch(await store.client.presignedGetObject(BUCKET, 'a', 60));
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('pages', () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${base}/${BUCKET}/a`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    });

  test('of the app may put and read', async () => {
    const allowed = await preflight(APP_ORIGIN);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
    const url = await store.client.presignedGetObject(BUCKET, 'a', 60);
    const read = await fetch(url, { headers: { origin: APP_ORIGIN } });
    expect(read.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(read.headers.get('access-control-expose-headers')).toContain('ETag');
    const refused = await fetch(`${base}/${BUCKET}/none`, { headers: { origin: APP_ORIGIN } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
  });

  test.each(['null', 'http://localhost:5173', 'https://evil.example', 'app://sparklio.evil'])(
    'of %s may not',
    async (origin) => {
      const refused = await preflight(origin);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      const url = await store.client.presignedGetObject(BUCKET, 'a', 60);
      const read = await fetch(url, { headers: { origin } });
      expect(read.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('connections', () => {
  test('a client that goes away in the middle of a body leaves what was there', async () => {
    for (const key of ['a', 'fresh']) {
      const url = await store.client.presignedPutObject(BUCKET, key, 60);
      await new Promise<void>((resolve) => {
        const sending = request(url, { method: 'PUT', headers: { 'content-length': 20_000_000 } });
        sending.on('error', () => resolve());
        sending.write(randomBytes(3_000_000), () => sending.destroy());
      });
    }
    await sleep(50);
    expect(await text('a')).toBe('secret');
    await expect(store.client.statObject(BUCKET, 'fresh')).rejects.toThrow();
  });

  test('a refused large body is answered, not just cut off', async () => {
    const url = await clientFor(store.port, { secretKey: 'guess' }).presignedPutObject(BUCKET, 'big', 60);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(url, { method: 'PUT', headers: { 'content-length': 50_000_000 } });
      sending.on('response', (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write(randomBytes(8_000_000));
    });
    expect(status).toBe(403);
  });

  test('requests one after the other share a connection', async () => {
    const { Agent, get } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let n = 0; n < 3; n++) {
      const url = await store.client.presignedGetObject(BUCKET, n === 1 ? 'none' : 'a', 60);
      await new Promise<void>((resolve, reject) => {
        get(url, { agent }, (response) => {
          sockets.add(response.socket);
          response.resume().once('end', resolve);
        }).once('error', reject);
      });
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });
});
