import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decoded, fileWith, render, solid, temporaryFolder } from './testing/fixtures.ts';

interface Put {
  readonly path: string;
  readonly type: string | undefined;
  readonly body: Buffer;
}

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

interface StoreOptions {
  readonly failures?: number;
  readonly status?: number;
  readonly object?: Buffer;
  /** What it says of everything; as S3 does unless given. */
  readonly etag?: string | null;
}

/** An object store that keeps what is put, after failing as often as told; GET gives `object`. */
async function store(options: StoreOptions = {}) {
  const puts: Put[] = [];
  let attempts = 0;
  const server = createServer((request, response) => {
    const headers = (body: Buffer) => {
      const etag = options.etag === undefined ? etagOf(body) : options.etag;
      return etag === null ? {} : { etag };
    };
    if (request.method === 'GET') {
      const { object } = options;
      if (object === undefined) response.writeHead(404).end();
      else response.writeHead(200, headers(object)).end(object);
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      attempts++;
      const failed = attempts <= (options.failures ?? 0);
      if (!failed) {
        puts.push({
          path: request.url ?? '',
          type: request.headers['content-type'],
          body: Buffer.concat(parts),
        });
      }
      if (failed) response.writeHead(options.status ?? 503).end();
      else response.writeHead(200, headers(Buffer.concat(parts))).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return { origin: `http://127.0.0.1:${address.port}`, puts, attempts: () => attempts };
}

const photo = () => solid(1600, 1200, '#336699').jpeg().toBuffer();

describe('rendering', () => {
  it('gives facts, a 480 px thumbnail and a 1080 px preview in WebP', async () => {
    const output = await render(await fileWith('photo.jpg', await photo()));
    expect(output).toMatchObject({
      type: 'image',
      mime: 'image/jpeg',
      width: 1600,
      height: 1200,
      hasAlpha: false,
      renditions: [
        { kind: 'thumbnail', width: 480, height: 360 },
        { kind: 'preview', width: 1080, height: 810 },
      ],
    });
    expect(output.problem).toBeUndefined();
    expect(await decoded(output, 'preview')).toMatchObject({ format: 'webp', width: 1080, height: 810 });
    expect(output.dominantColors).toHaveLength(1);
    const hash = Buffer.from(output.thumbhash ?? '', 'base64');
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(4 / 3, 0);
  });

  it('puts renditions straight to their URLs and gives no bytes back', async () => {
    const { origin, puts } = await store();
    const output = await render(await fileWith('photo.jpg', await photo()), {
      outputs: { thumbnailUrl: `${origin}/thumb?sig=1`, previewUrl: `${origin}/preview?sig=2` },
    });
    expect(puts.map((put) => [put.path, put.type]).sort()).toEqual([
      ['/preview?sig=2', 'image/webp'],
      ['/thumb?sig=1', 'image/webp'],
    ]);
    for (const { kind, bytes, data } of output.renditions) {
      const put = puts.find(({ path }) => path.startsWith(kind === 'preview' ? '/preview' : '/thumb'));
      expect(put?.body.length).toBe(bytes);
      expect(data).toBeUndefined();
    }
  });

  it('reads the original from a URL', async () => {
    const { origin } = await store({ object: await photo() });
    const output = await render('', {
      source: { kind: 'url', url: `${origin}/original` },
      name: 'photo.jpg',
    });
    expect(output).toMatchObject({ width: 1600, height: 1200 });
  });

  it('reads the original from bytes', async () => {
    const output = await render('', {
      source: { kind: 'bytes', bytes: await photo() },
      name: 'clipboard.jpg',
    });
    expect(output).toMatchObject({ width: 1600, height: 1200 });
  });

  it('says that an object which is not in the store is missing', async () => {
    const { origin } = await store();
    const rendering = render('', { source: { kind: 'url', url: `${origin}/gone` } });
    await expect(rendering).rejects.toMatchObject({ code: 'file_missing' });
  });

  it('tries a store that is busy again', async () => {
    const { origin, puts } = await store({ failures: 2 });
    await render(await fileWith('photo.jpg', await photo()), { outputs: { previewUrl: `${origin}/p` } });
    expect(puts).toHaveLength(1);
  });

  it.each([
    ['a page that says yes to everything', null],
    ['a store that has other bytes', `"${'0'.repeat(32)}"`],
  ])('takes nothing for stored by %s', async (_what, etag) => {
    const { origin } = await store({ etag });
    const outputs = { previewUrl: `${origin}/p` };
    const rendering = render(await fileWith('photo.jpg', await photo()), { outputs });
    await expect(rendering).rejects.toMatchObject({ code: 'upload_failed', retry: true });
  });

  it('does not take a page between for the original', async () => {
    const { origin } = await store({ object: Buffer.from('<!doctype html><p>Sign in'), etag: null });
    const rendering = render('', { source: { kind: 'url', url: `${origin}/original` }, name: 'photo.jpg' });
    await expect(rendering).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('does not insist when the store refuses, and does not tell the URL', async () => {
    const { origin, attempts } = await store({ failures: 9, status: 403 });
    const rendering = render(await fileWith('photo.jpg', await photo()), {
      outputs: { previewUrl: `${origin}/p?X-Amz-Signature=secret` },
    });
    const error: unknown = await rendering.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'upload_failed', retry: true });
    expect(String(error)).not.toMatch(/secret|127\.0\.0\.1/);
    expect(attempts()).toBe(1);
  });

  it('gives facts alone for a format it has no reader for', async () => {
    const output = await render(await fileWith('data.xyz', Uint8Array.of(0, 1, 2, 3, 0, 255, 254, 0)));
    expect(output).toEqual({ type: 'document', mime: 'application/octet-stream', renditions: [] });
  });

  it('says that a file is gone, empty or a folder', async () => {
    const folder = await temporaryFolder();
    await expect(render(join(folder, 'no.jpg'))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(render(folder)).rejects.toMatchObject({ code: 'not_a_file' });
    await expect(render(await fileWith('0.jpg', ''))).rejects.toMatchObject({ code: 'file_empty' });
  });

  it('does not wait for a parser once it is cancelled', async () => {
    const path = await fileWith('photo.jpg', await photo());
    const controller = new AbortController();
    const rendering = render(path, { signal: controller.signal });
    controller.abort();
    await expect(rendering).rejects.toMatchObject({ code: 'cancelled' });
    await rm(path);
  });
});

describe('rendering text', () => {
  it('gives the content and its language, and no picture', async () => {
    const output = await render(await fileWith('copy.txt', '겨울 캠페인 문구입니다\u0000'));
    expect(output).toEqual({
      type: 'text',
      mime: 'text/plain',
      renditions: [],
      textContent: '겨울 캠페인 문구입니다',
      language: 'ko',
    });
  });

  it('keeps the words of a page and none of its scripts', async () => {
    const html =
      '<!doctype html><title>Sale</title><script>steal("x")</script><p>New&nbsp;shoes &amp; more</p>';
    const { textContent } = await render(await fileWith('page.html', html));
    expect(textContent).toBe('Sale New shoes & more');
  });

  it('keeps at most 200 KB of a long text', async () => {
    const { textContent } = await render(await fileWith('long.md', '겨울 '.repeat(200_000)));
    const bytes = Buffer.byteLength(textContent ?? '');
    expect(bytes).toBeGreaterThan(200 * 1024 - 8);
    expect(bytes).toBeLessThanOrEqual(200 * 1024);
  });
});
