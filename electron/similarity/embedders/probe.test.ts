import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partCheckSchema } from '../../../shared/contract/connection.ts';
import type { EndpointChoice } from '../../../shared/domain/servers.ts';
import type { Control, KindName } from '../../../tests/servers/embedders/control.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../../tests/servers/embedders/start.ts';
import { probeEmbedder } from './probe.ts';

let server: EmbeddingServer;
beforeAll(async () => {
  server = await startEmbeddingServer();
});
afterAll(() => server.stop());

const model = 'test/clip';

async function probe(
  control: Partial<Control>,
  choice: Partial<EndpointChoice> = {},
  key: string | null = null,
) {
  await server.set(control);
  const adapter = choice.adapter ?? (control.kind === 'ollama' ? 'infinity' : (control.kind ?? 'infinity'));
  const whole: EndpointChoice = { kind: 'endpoint', adapter, url: server.url, model, ...choice };
  return partCheckSchema.parse(await probeEmbedder(whole, { key, timeMs: 1000 }));
}

describe.each<KindName>(['infinity', 'vllm', 'immich', 'clip-as-service'])('an endpoint of %s', (kind) => {
  it('tells dimensions, length, words and latency', async () => {
    const found = await probe({ kind, dimensions: 48 });
    expect(found).toMatchObject({
      ok: true,
      warnings: [],
      facts: { adapter: kind, dimensions: 48, text: true },
    });
    expect(found.ok && Number(found.facts.norm)).toBeGreaterThan(0);
    expect(found.ok && found.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('refuses a vector that does not fit into the library', async () => {
    expect(await probe({ kind, dimensions: 1537 })).toMatchObject({
      ok: false,
      cause: 'too_many_dimensions',
      details: { dimensions: 1537, most: 1536 },
    });
    expect(await probe({ kind, dimensions: 1536 })).toMatchObject({ ok: true });
  });

  it.each(['nan', 'zero', 'missing'] as const)('refuses a vector that is %s', async (spoil) => {
    const found = await probe({ kind, spoil });
    expect(found).toMatchObject({ ok: false });
    expect(found.ok ? '' : found.cause).toBe('bad_vector');
  });
});

describe('what goes wrong is told apart', () => {
  it('nothing listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    expect(await probe({}, { url: `http://127.0.0.1:${port}` })).toMatchObject({
      cause: 'refused',
      details: { port },
    });
  });

  it('a name that nobody has', async () => {
    expect(await probe({}, { url: 'http://no-such-host.invalid:7997' })).toMatchObject({ cause: 'dns' });
  });

  it('a server that accepts and never answers', async () => {
    expect(await probe({ fault: 'hang' })).toMatchObject({ cause: 'timeout' });
  });

  it('a connection that is cut in the middle of the reply', async () => {
    expect(await probe({ fault: 'cut' })).toMatchObject({ cause: 'connection_lost' });
  });

  it('a login page', async () => {
    expect(await probe({ fault: 'html', kind: 'infinity' })).toMatchObject({ cause: 'answers_html' });
  });

  it('a redirect, which would carry the key elsewhere', async () => {
    expect(await probe({ fault: 'redirect' })).toMatchObject({ cause: 'wrong_adapter' });
  });

  it('a busy server, after it was asked again', async () => {
    expect(await probe({ fault: 'overloaded', retryAfter: 0 })).toMatchObject({ cause: 'overloaded' });
    expect((await server.counts()).requests).toBe(3);
  });

  it('a server that has trouble of its own', async () => {
    expect(await probe({ fault: 'server-error' })).toMatchObject({
      cause: 'server_error',
      details: { status: 500 },
    });
  });

  it('trouble that passes is no failure', async () => {
    expect(await probe({ fault: 'overloaded', faults: 2, retryAfter: 0 })).toMatchObject({ ok: true });
  });

  it('a missing and a wrong key', async () => {
    expect(await probe({ key: 'right' })).toMatchObject({ cause: 'unauthorized' });
    expect(await probe({ key: 'right' }, {}, 'wrong')).toMatchObject({ cause: 'unauthorized' });
    const found = await probe({ key: 'right' }, {}, 'right');
    expect(found).toMatchObject({ ok: true });
    expect(JSON.stringify(found)).not.toContain('right');
  });

  it('another model than the one that was named', async () => {
    expect(await probe({ kind: 'infinity' }, { model: 'other' })).toMatchObject({
      cause: 'wrong_model',
      details: { model },
    });
    expect(await probe({ kind: 'vllm' }, { model: 'other' })).toMatchObject({ cause: 'wrong_model' });
  });

  it('a model that sees nothing', async () => {
    expect(await probe({ knowsPictures: false })).toMatchObject({ cause: 'no_image_support' });
    expect(await probe({ kind: 'vllm', knowsPictures: false })).toMatchObject({ cause: 'no_image_support' });
  });

  it('a model without words works, and that is said', async () => {
    expect(await probe({ knowsWords: false })).toMatchObject({
      ok: true,
      warnings: ['no_text'],
      facts: { text: false },
    });
    expect(await probe({ kind: 'vllm', knowsWords: false })).toMatchObject({
      ok: true,
      warnings: ['no_text'],
    });
  });

  it('Ollama, which makes no vectors of pictures', async () => {
    for (const adapter of ['infinity', 'vllm', 'immich', 'clip-as-service'] as const) {
      expect(await probe({ kind: 'ollama' }, { adapter, model: 'nomic-embed-text' })).toMatchObject({
        cause: 'no_image_support',
        details: { server: 'ollama' },
      });
    }
  });

  it.each<[KindName, EndpointChoice['adapter']]>([
    ['immich', 'infinity'],
    ['clip-as-service', 'infinity'],
    ['infinity', 'immich'],
    ['vllm', 'clip-as-service'],
    ['infinity', 'clip-as-service'],
    ['immich', 'vllm'],
    ['infinity', 'vllm'],
    ['vllm', 'infinity'],
  ])('%s, asked as if it were %s, and which adapter would fit', async (kind, adapter) => {
    const found = await probe({ kind }, { adapter });
    expect(found).toMatchObject({ ok: false, cause: 'wrong_adapter', details: { fits: kind } });
  });
});

it('tells which adapter would fit a server that wants its key for everything', async () => {
  const found = await probe({ kind: 'infinity', key: 'right' }, { adapter: 'immich' }, 'right');
  expect(found).toMatchObject({ cause: 'wrong_adapter', details: { fits: 'infinity' } });
});

describe('the way to ask is found out', () => {
  it.each(['', '/v1'])('finds infinity below %j', async (prefix) => {
    expect(await probe({ kind: 'infinity', prefix })).toMatchObject({ ok: true });
    expect(await probe({ kind: 'infinity', prefix }, { url: `${server.url}${prefix}/` })).toMatchObject({
      ok: true,
    });
    expect(
      await probe({ kind: 'infinity', prefix }, { url: `${server.url}${prefix}/embeddings` }),
    ).toMatchObject({
      ok: true,
    });
  });

  it('asks a server that serves one model for its name', async () => {
    expect(await probe({ kind: 'infinity' }, { model: '' })).toMatchObject({ ok: true, version: model });
    expect(await probe({ kind: 'vllm' }, { model: '' })).toMatchObject({ ok: true, version: model });
    expect(await probe({ kind: 'immich' }, { model: '' })).toMatchObject({ cause: 'wrong_model' });
    expect(await probe({ kind: 'clip-as-service' }, { model: '' })).toMatchObject({ ok: true });
  });

  it('can be called off', async () => {
    await server.set({ fault: 'hang' });
    const choice: EndpointChoice = { kind: 'endpoint', adapter: 'infinity', url: server.url, model };
    const reason = new Error('called off');
    const asked = probeEmbedder(choice, { key: null, signal: AbortSignal.abort(reason) });
    await expect(asked).rejects.toBe(reason);
  });
});
