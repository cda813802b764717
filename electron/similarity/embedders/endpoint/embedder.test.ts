import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EndpointChoice } from '../../../../shared/domain/servers.ts';
import type { Control } from '../../../../tests/servers/embedders/control.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../../../tests/servers/embedders/start.ts';
import { cosine } from '../../vectors.ts';
import type { AvailableEmbedder } from '../available.ts';
import { connectEndpoint } from './connect.ts';
import { createEndpointEmbedder } from './embedder.ts';
import type { LineTimes } from './line.ts';

let server: EmbeddingServer;
let embedder: AvailableEmbedder | null = null;
beforeAll(async () => {
  server = await startEmbeddingServer();
});
afterEach(() => embedder?.close());
afterAll(() => server.stop());

const quick: LineTimes = {
  answerMs: 400,
  trustMs: 60_000,
  firstLookMs: 20,
  lastLookMs: 100,
  firstRetryMs: 5,
  lastRetryMs: 50,
};

/** An embedder of the server as it is set up now. */
async function open(
  control: Partial<Control> = {},
  times: Partial<LineTimes> = {},
  key: string | null = null,
) {
  await server.set(control);
  const adapter = control.kind === undefined || control.kind === 'ollama' ? 'infinity' : control.kind;
  const choice: EndpointChoice = { kind: 'endpoint', adapter, url: server.url, model: 'test/clip' };
  const { dimensions, fingerprint, text } = await connectEndpoint(choice, { key, fetch });
  const changes: (string | null)[] = [];
  const opened = createEndpointEmbedder({
    choice,
    key,
    fetch,
    model: 'the-model',
    text,
    mark: { dimensions, fingerprint },
    toJpeg: async (source) => (source.kind === 'bytes' ? source.bytes : new Uint8Array()),
    onChange: () => changes.push(opened.problem),
    times: { ...quick, ...times },
  });
  embedder = opened;
  await server.set(control);
  return { embedder: opened, changes };
}

async function picture(colour: string): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width: 32, height: 32, channels: 3 as const, background: colour };
  return Uint8Array.from(await sharp({ create }).jpeg().toBuffer());
}
const embed = async (to: AvailableEmbedder, colour: string) =>
  await to.embedImage({ kind: 'bytes', bytes: await picture(colour) });

async function until(done: () => boolean): Promise<void> {
  while (!done()) await delay(5);
}

describe.each(['infinity', 'vllm', 'immich', 'clip-as-service'] as const)('through %s', (kind) => {
  it('similar pictures lie close together, and words beside what they name', async () => {
    const { embedder } = await open({ kind });
    const [red, crimson, blue] = await Promise.all(
      ['#e02020', '#d01830', '#2030d0'].map((c) => embed(embedder, c)),
    );
    const words = await embedder.embedText?.('a red shoe');
    if (!red || !crimson || !blue || !words) throw new Error('a vector is missing');
    expect(Math.hypot(...red)).toBeCloseTo(1, 5);
    expect(cosine(red, crimson)).toBeGreaterThan(cosine(red, blue));
    expect(cosine(words, red)).toBeGreaterThan(cosine(words, blue));
  });

  it('sends as many pictures in a request as the server takes, and not too many requests at once', async () => {
    const { embedder } = await open({ kind });
    const colours = Array.from({ length: 70 }, (_, i) => `rgb(${50 + 2 * i}, ${200 - 2 * i}, 90)`);
    const vectors = await Promise.all(colours.map((colour) => embed(embedder, colour)));
    const again = await embed(embedder, colours[33] ?? '');
    // Whatever order the replies come in, each picture has its own vector.
    expect(cosine(vectors[33] ?? again, again)).toBeCloseTo(1, 5);
    const { largestBatch, mostAtOnce } = await server.counts();
    expect(largestBatch).toBe({ infinity: 32, vllm: 1, immich: 1, 'clip-as-service': 16 }[kind]);
    expect(mostAtOnce).toBeLessThanOrEqual(4);
  });

  it('one bad picture in a batch costs the others nothing', async () => {
    const { embedder } = await open({ kind });
    const colours = ['#e02020', '#ffffff', '#20a040', '#000000', '#2030d0'];
    const outcomes = await Promise.allSettled(colours.map((colour) => embed(embedder, colour)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'embedding_refused', retry: false } });
    expect(outcomes[3]).toMatchObject({ reason: { code: 'bad_vector', retry: false } });
    expect(embedder.problem).toBeNull();
  });
});

describe('on bad days', () => {
  it('waits out a storm of 429 as the server asks, without failing a picture', async () => {
    const { embedder } = await open();
    await server.set({ fault: 'overloaded', faults: 2, retryAfter: 0 });
    await expect(embed(embedder, 'red')).resolves.toHaveLength(64);
    expect(embedder.problem).toBeNull();
  });

  it('stops asking a server that keeps failing, and comes back by itself', async () => {
    const { embedder, changes } = await open({}, { firstLookMs: 60, lastLookMs: 60 });
    await server.set({ fault: 'overloaded', retryAfter: 0 });
    for (let each = 0; each < 2; each++) {
      await expect(embed(embedder, 'red')).rejects.toMatchObject({
        name: 'EmbedderAway',
        problem: 'overloaded',
      });
    }
    expect(embedder.problem).toBe('overloaded');
    const { requests } = await server.counts();
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'overloaded' });
    // Nothing was sent for it; a look from time to time is all that goes out.
    expect((await server.counts()).requests - requests).toBeLessThanOrEqual(3);
    await server.set({});
    await until(() => embedder.problem === null);
    await expect(embed(embedder, 'red')).resolves.toHaveLength(64);
    expect(changes).toEqual(['overloaded', null]);
  });

  it.each([
    ['html', 'answers_html'],
    ['redirect', 'wrong_adapter'],
  ] as const)('a server that suddenly answers with %s is away at once', async (fault, problem) => {
    const { embedder } = await open();
    await embed(embedder, 'red');
    await server.set({ fault });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ name: 'EmbedderAway', problem });
  });

  it.each([
    ['hang', 'timeout', 1000],
    ['cut', 'connection_lost', 30_000],
  ] as const)('a server that does %s is away after some tries', async (fault, problem, answerMs) => {
    const { embedder } = await open({}, { answerMs });
    await embed(embedder, 'red');
    await server.set({ fault });
    await until(() => {
      void embed(embedder, 'red').catch(() => undefined);
      return embedder.problem !== null;
    });
    expect(embedder.problem).toBe(problem);
    await server.set({});
    await until(() => embedder.problem === null);
  });

  it('a cut that passes is tried again', async () => {
    const { embedder } = await open();
    await server.set({ fault: 'cut', faults: 1 });
    await expect(embed(embedder, 'red')).resolves.toHaveLength(64);
  });

  it('a key that is refused makes the endpoint away, not the pictures bad', async () => {
    const { embedder } = await open({ key: 'one' }, {}, 'one');
    await server.set({ key: 'another' });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'unauthorized' });
  });

  it('a server that makes bad vectors of everything is away, and no picture is blamed', async () => {
    const { embedder } = await open();
    for (const spoil of ['nan', 'zero', 'missing', 'extra'] as const) {
      await server.set({ spoil });
      await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'bad_vector' });
      await server.set({});
      embedder.wake();
      await until(() => embedder.problem === null);
    }
  });
});

describe('another model under the same name', () => {
  it('is noticed by its dimensions at once', async () => {
    const { embedder } = await open();
    await embed(embedder, 'red');
    await server.set({ dimensions: 48 });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'wrong_model' });
  });

  it('is noticed by its name at once', async () => {
    const { embedder } = await open();
    await embed(embedder, 'red');
    await server.set({ model: 'other/clip' });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'wrong_model' });
  });

  it('is noticed by what it makes of the probe picture when nothing else tells', async () => {
    const { embedder } = await open({}, { trustMs: 0 });
    await embed(embedder, 'red');
    await server.set({ seed: 2 });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'wrong_model' });
    await server.set({ seed: 1 });
    await until(() => embedder.problem === null);
  });

  it('is looked for after every failure', async () => {
    const { embedder } = await open();
    await embed(embedder, 'red');
    await server.set({ fault: 'cut', faults: 3 });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'connection_lost' });
    await server.set({ seed: 2 });
    await expect(embed(embedder, 'red')).rejects.toMatchObject({ problem: 'wrong_model' });
  });
});
