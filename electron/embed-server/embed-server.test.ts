import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { MediaClient } from '../media/client.ts';
import { createClipEmbedder, modelFolder } from '../similarity/clip/embedder.ts';
import { fixtures } from '../similarity/clip/testing/fixtures.ts';
import { createMediaEmbedder } from '../similarity/embedders/media-embedder.ts';
import { probeEmbedder } from '../similarity/embedders/probe.ts';
import { startMediaWorker } from './open-embedder.ts';
import { runCommand, type ServerProcess, startServerProcess } from './testing/process.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const pictures = join(fixtures, 'pictures');
const key = 'a key that clients send';
/** The tiny model stands in its place: only its sizes are not known beforehand. */
const model = 'siglip2-base-patch16-224';
let modelsDir = '';
let media: MediaClient;
let builtin: ServerProcess;
let clip: ServerProcess;

beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), 'sparklio-served-'));
  const folder = modelFolder(modelsDir, model);
  await mkdir(dirname(folder), { recursive: true });
  await cp(join(fixtures, 'tiny-siglip'), folder, { recursive: true });
  media = startMediaWorker(() => undefined);
  const withClip = ['--model', model, '--models', modelsDir, '--key-env', 'EMBED_KEY'];
  [builtin, clip] = await Promise.all([
    startServerProcess(['--queue', '40', '--allow-urls']),
    startServerProcess(withClip, { EMBED_KEY: key }),
  ]);
});

afterAll(async () => {
  media.dispose();
  await Promise.all([builtin.stop(), clip.stop()]);
  await rm(modelsDir, { recursive: true, force: true });
});

const answerSchema = z.object({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.object({
      object: z.literal('embedding'),
      index: z.number(),
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), total_tokens: z.number() }),
});
const errorSchema = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    type: z.string().nullable(),
    param: z.string().nullable(),
    code: z.number(),
  }),
});

const bearer = { authorization: `Bearer ${key}` };

function post(server: ServerProcess, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function vectorsOf(response: Response): Promise<number[][]> {
  expect(response.status).toBe(200);
  const { data } = answerSchema.parse(await response.json());
  expect(data.map(({ index }) => index)).toEqual(data.map((_, index) => index));
  return data.map(({ embedding }) => {
    if (typeof embedding !== 'string') return embedding;
    const bytes = Buffer.from(embedding, 'base64');
    return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
  });
}

async function refusalOf(response: Response) {
  const { error } = errorSchema.parse(await response.json());
  expect(error.code).toBe(response.status);
  return { status: response.status, ...error };
}

const dataUri = async (name: string): Promise<string> =>
  `data:image/png;base64,${(await readFile(join(pictures, name))).toString('base64')}`;

const photo = async (): Promise<Buffer> =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: '#885522' } })
    .jpeg()
    .toBuffer();

describe('pictures that are sent', () => {
  it('get the vectors that the app itself gives them', async () => {
    const embedder = createMediaEmbedder(media, resourcesDir);
    const names = ['wide.png', 'tall.png', 'square.png'];
    const input = await Promise.all(names.map(dataUri));
    const vectors = await vectorsOf(await post(builtin, { model: '', modality: 'image', input }));
    for (const [i, name] of names.entries()) {
      const own = await embedder.embedImage({ kind: 'path', path: join(pictures, name) });
      expect(vectors[i]).toEqual(Array.from(own));
    }
  });

  it('and words get those of CLIP where CLIP is served, in numbers or in base64', async () => {
    const embedder = createClipEmbedder(media, { modelsDir, model });
    const own = {
      image: await embedder.embedImage({ kind: 'path', path: join(pictures, 'wide.png') }),
      text: await embedder.embedText('빨간 하이힐'),
    };
    for (const encoding_format of ['float', 'base64']) {
      const image = { modality: 'image', input: await dataUri('wide.png'), encoding_format };
      expect(await vectorsOf(await post(clip, image, bearer))).toEqual([Array.from(own.image)]);
      const text = { modality: 'text', input: ['빨간 하이힐', 'shoes'], encoding_format };
      const [first, second] = await vectorsOf(await post(clip, text, bearer));
      expect(first).toEqual(Array.from(own.text));
      expect(second).not.toEqual(first);
    }
  });

  it('may be named by their address where that is allowed', async () => {
    const bytes = await photo();
    const web = createServer((request, response) => {
      response.writeHead(request.url === '/photo.jpg' ? 200 : 404).end(bytes);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void web.close());
    const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const sent = `data:image/jpeg;base64,${bytes.toString('base64')}`;
    const request = { modality: 'image', input: [`${base}/photo.jpg`, sent] };
    const [byUrl, byBytes] = await vectorsOf(await post(builtin, request));
    expect(byUrl).toEqual(byBytes);
    expect(await refusalOf(await post(builtin, { modality: 'image', input: `${base}/gone` }))).toMatchObject({
      status: 400,
      param: 'input.0',
    });
    const refused = await post(clip, { modality: 'image', input: `${base}/photo.jpg` }, bearer);
    expect(await refusalOf(refused)).toMatchObject({ status: 400 });
  });
});

describe('what a server tells of itself', () => {
  it('is its model, what it can do and that it lives, also below /v1', async () => {
    const models = z.object({
      object: z.literal('list'),
      data: z.array(z.object({ id: z.string(), capabilities: z.array(z.string()) })),
    });
    for (const path of ['/models', '/v1/models']) {
      const { data } = models.parse(await (await fetch(builtin.url + path)).json());
      expect(data).toEqual([{ id: 'sparklio-visual-480', capabilities: ['image_embed'] }]);
    }
    const served = models.parse(await (await fetch(`${clip.url}/models`, { headers: bearer })).json());
    expect(served.data).toEqual([
      { id: 'clip:onnx-community/siglip2-base-patch16-224-ONNX:q8', capabilities: ['embed', 'image_embed'] },
    ]);
    const health = z.object({ unix: z.number() });
    expect(health.parse(await (await fetch(`${clip.url}/health`)).json()).unix).toBeGreaterThan(1e9);
  });
});

describe('another desktop', () => {
  const probe = (server: ServerProcess, secret: string | null) =>
    probeEmbedder({ kind: 'endpoint', adapter: 'infinity', url: server.url, model: '' }, { key: secret });

  it('finds an infinity with pictures, and with words where the model knows them', async () => {
    expect(await probe(builtin, null)).toMatchObject({
      ok: true,
      facts: { model: 'sparklio-visual-480', dimensions: 480, norm: 1, text: false },
    });
    expect(await probe(clip, key)).toMatchObject({
      ok: true,
      facts: { dimensions: 24, norm: 1, text: true },
    });
  });

  it('without the key is told that it needs one', async () => {
    expect(await probe(clip, null)).toMatchObject({ ok: false, cause: 'unauthorized' });
  });
});

describe('a request that is refused', () => {
  const image = { modality: 'image' };

  it.each([
    ['that is no JSON', '{"input":', 400],
    ['that is no object', '[]', 400],
    ['without an input', image, 400],
    ['of no pictures', { ...image, input: [] }, 400],
    ['of 33 pictures', { ...image, input: new Array(33).fill('data:image/png;base64,AA==') }, 400],
    ['of another kind of thing', { modality: 'audio', input: 'x' }, 400],
    ['for another model', { ...image, model: 'openai/clip', input: 'data:image/png;base64,AA==' }, 400],
    ['for other dimensions', { ...image, dimensions: 3, input: 'data:image/png;base64,AA==' }, 400],
    ['with a picture that is none', { ...image, input: 'data:image/png;base64,AAAA' }, 400],
    [
      'with an SVG',
      { ...image, input: `data:image/png;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}` },
      400,
    ],
    ['with broken base64', { ...image, input: 'data:image/png;base64,$$$' }, 400],
    ['with a file of the server', { ...image, input: 'file:///etc/passwd' }, 400],
    ['with an empty picture', { ...image, input: 'data:image/png;base64,' }, 400],
    ['for words, where the model knows none', { modality: 'text', input: 'shoes' }, 400],
    ['for words, since no modality means words', { input: 'shoes' }, 400],
  ] as const)('%s says why', async (_label, body, status) => {
    const refusal = await refusalOf(await post(builtin, body));
    expect(refusal).toMatchObject({ status, type: 'invalid_request_error' });
    expect(refusal.message).not.toContain(tmpdir());
  });

  it('names the picture that could not be opened', async () => {
    const input = [await dataUri('wide.png'), 'data:image/png;base64,AAAA'];
    expect(await refusalOf(await post(builtin, { ...image, input }))).toMatchObject({ param: 'input.1' });
  });

  it('of other methods, places and types is refused too', async () => {
    expect((await fetch(`${builtin.url}/embeddings`)).status).toBe(405);
    expect((await fetch(`${builtin.url}/nothing`)).status).toBe(404);
    const plain = await post(builtin, { ...image, input: 'x' }, { 'content-type': 'text/plain' });
    expect(await refusalOf(plain)).toMatchObject({ status: 415 });
  });

  it('with a body beyond all measure is not read to its end', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': 10_000_000_000 };
      const sending = httpRequest(`${builtin.url}/embeddings`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('{');
    });
    expect(status).toBe(413);
  });

  it('under another name of this computer is no page’s to make', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      httpRequest(`${builtin.url}/models`, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it('without the key, or with another, is refused before it is read', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: key }]) {
      const response = await post(clip, 'no JSON', headers);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refusalOf(response)).toMatchObject({ status: 401 });
    }
    expect((await fetch(`${clip.url}/models`)).status).toBe(401);
  });

  it('beyond the queue is told to come back, and those inside are served', async () => {
    const uri = `data:image/jpeg;base64,${(await photo()).toString('base64')}`;
    const body = { ...image, input: new Array(30).fill(uri) };
    const responses = await Promise.all([1, 2, 3, 4].map(() => post(builtin, body)));
    const statuses = responses.map(({ status }) => status).toSorted();
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    const busy = responses.filter(({ status }) => status === 429);
    for (const response of busy) {
      expect(response.headers.get('retry-after')).toBe('1');
      expect((await refusalOf(response)).type).toBe('rate_limit_error');
    }
    expect((await post(builtin, { ...image, input: uri })).status).toBe(200);
  });
});

describe('the command', () => {
  it('lets requests that run end before it stops', async () => {
    const server = await startServerProcess([]);
    const uri = `data:image/jpeg;base64,${(await photo()).toString('base64')}`;
    const running = post(server, { modality: 'image', input: new Array(32).fill(uri) });
    const inside = z.object({
      data: z.tuple([z.object({ stats: z.object({ queue_absolute: z.number() }) })]),
    });
    for (let busy = false; !busy; ) {
      const { data } = inside.parse(await (await fetch(`${server.url}/models`)).json());
      busy = data[0].stats.queue_absolute > 0;
    }
    const stopping = server.stop();
    expect(await vectorsOf(await running)).toHaveLength(32);
    expect(await stopping).toBe(0);
  });

  it('says what is wrong with its options', async () => {
    const { code, output } = await runCommand(['--host', '0.0.0.0']);
    expect(code).toBe(2);
    expect(output).toContain('--key-env');
  });

  it('says that a model is missing, and where it looked', async () => {
    const { code, output } = await runCommand(['--model', 'clip-vit-base-patch32', '--models', modelsDir]);
    expect(code).toBe(1);
    expect(output).toContain('--download');
    expect(output).toContain(modelsDir);
  });

  it('says that its port is taken', async () => {
    const { code, output } = await runCommand(['--port', new URL(builtin.url).port]);
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
  });
});
