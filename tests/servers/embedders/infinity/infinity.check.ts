import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectEndpoint } from '../../../../electron/similarity/embedders/endpoint/connect.ts';
import { createEndpointEmbedder } from '../../../../electron/similarity/embedders/endpoint/embedder.ts';
import { isSameModel } from '../../../../electron/similarity/embedders/endpoint/line.ts';
import { probeEmbedder } from '../../../../electron/similarity/embedders/probe.ts';
import { cosine } from '../../../../electron/similarity/vectors.ts';
import type { EndpointChoice } from '../../../../shared/domain/servers.ts';
import { installInfinity, makeTinyClip } from './programs.ts';
import { startInfinity } from './start.ts';

const key = 'a-key-of-the-test';
let folder = '';
let first: Awaited<ReturnType<typeof startInfinity>>;
let second: Awaited<ReturnType<typeof startInfinity>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparklio-infinity-'));
  const programs = await installInfinity();
  const models = [join(folder, 'one'), join(folder, 'two')] as const;
  await makeTinyClip(programs.python, models[0], 7);
  await makeTinyClip(programs.python, models[1], 8);
  [first, second] = await Promise.all([
    startInfinity({ programs, model: models[0], name: 'tiny/clip', key }),
    startInfinity({ programs, model: models[1], name: 'tiny/clip', key }),
  ]);
}, 900_000);
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const choice = (url: string, changes: Partial<EndpointChoice> = {}): EndpointChoice => ({
  kind: 'endpoint',
  adapter: 'infinity',
  url,
  model: 'tiny/clip',
  ...changes,
});

it('is found to be a model of pictures and words', async () => {
  expect(await probeEmbedder(choice(first.url), { key })).toMatchObject({
    ok: true,
    version: 'tiny/clip',
    facts: { adapter: 'infinity', dimensions: 64, norm: 1, text: true },
    warnings: [],
  });
  expect(await probeEmbedder(choice(first.url, { model: '' }), { key })).toMatchObject({ ok: true });
});

it('refuses a wrong key, and says when it serves another model or is asked in another way', async () => {
  expect(await probeEmbedder(choice(first.url), { key: null })).toMatchObject({ cause: 'unauthorized' });
  expect(await probeEmbedder(choice(first.url, { model: 'other' }), { key })).toMatchObject({
    cause: 'wrong_model',
    details: { model: 'tiny/clip' },
  });
  for (const adapter of ['vllm', 'immich', 'clip-as-service'] as const) {
    expect(await probeEmbedder(choice(first.url, { adapter, model: 'tiny/clip' }), { key })).toMatchObject({
      ok: false,
      details: { fits: 'infinity' },
    });
  }
});

it('makes the same of a picture alone and among others, and one broken picture costs the others nothing', async () => {
  const found = await connectEndpoint(choice(first.url), { key, fetch });
  const embedder = createEndpointEmbedder({
    choice: choice(first.url),
    key,
    fetch,
    model: 'm',
    text: true,
    mark: found,
    toJpeg: async (source) => (source.kind === 'bytes' ? source.bytes : new Uint8Array()),
    onChange: () => undefined,
  });
  const pictures = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const background = { r: i * 6, g: 255 - i * 6, b: (i * 37) % 256 };
      const create = { width: 80, height: 60, channels: 3 as const, background };
      return Uint8Array.from(await sharp({ create }).jpeg().toBuffer());
    }),
  );
  const broken = Uint8Array.from(pictures[3]?.subarray(0, 40) ?? []);
  const sent = [...pictures.slice(0, 20), broken, ...pictures.slice(20)];
  const outcomes = await Promise.allSettled(
    sent.map((bytes) => embedder.embedImage({ kind: 'bytes', bytes: Uint8Array.from(bytes) })),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(outcomes[20]).toMatchObject({ reason: { code: 'embedding_refused' } });
  const [alone, among] = [pictures[35], outcomes[36]];
  if (alone === undefined || among?.status !== 'fulfilled') throw new Error('no vector');
  const again = await embedder.embedImage({ kind: 'bytes', bytes: alone });
  expect(cosine(again, among.value)).toBeGreaterThan(0.9999);
  expect(await embedder.embedText?.('빨간 하이힐')).toHaveLength(64);
  embedder.close();
});

it('tells two models of the same name apart', async () => {
  const [one, again, two] = await Promise.all([
    connectEndpoint(choice(first.url), { key, fetch }),
    connectEndpoint(choice(first.url), { key, fetch }),
    connectEndpoint(choice(second.url), { key, fetch }),
  ]);
  expect(isSameModel(one, again)).toBe(true);
  expect(isSameModel(one, two)).toBe(false);
});
