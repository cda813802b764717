import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { HealthMonitor } from './monitor.ts';
import { embeddingProbe, type WatchedEmbedding } from './probes.ts';

let server: Server | null = null;
let monitor: HealthMonitor | null = null;

afterEach(async () => {
  await monitor?.stop();
  server?.closeAllConnections();
  server?.close();
});

async function startEndpoint(): Promise<EmbeddingChoice> {
  const made = createServer((_, answer) => answer.writeHead(404).end('{}'));
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const { port } = made.address() as AddressInfo;
  return { kind: 'endpoint', adapter: 'infinity', url: `http://127.0.0.1:${port}/v1`, model: 'clip' };
}

it('follows the embedder of the library: none to look at, an endpoint, one that is away or the wrong one', async () => {
  const embedding: { -readonly [K in keyof WatchedEmbedding]: WatchedEmbedding[K] } = {
    choice: { kind: 'builtin' },
    model: 'sparklio-visual-480',
    problem: null,
  };
  const watch = new HealthMonitor({
    probes: [embeddingProbe(embedding, fetch)],
    access: 'write',
    facts: () => Promise.reject(new Error('no library behind it')),
    onChange: () => undefined,
  });
  monitor = watch;
  const look = async () => (await watch.checkNow()).nodes[0];

  expect(await look()).toMatchObject({ state: 'off', address: 'Sparklio Assets', checkedAt: null });

  const choice = await startEndpoint();
  Object.assign(embedding, { choice, model: 'infinity:clip:512' });
  expect(await look()).toMatchObject({ state: 'ok', version: 'infinity:clip:512' });
  expect((await look())?.address).toMatch(/^127\.0\.0\.1:\d+$/);

  embedding.problem = 'wrong_model';
  expect(await look()).toMatchObject({ state: 'down', lastError: { cause: 'wrong_model' } });

  embedding.problem = null;
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  // A kept connection was cut, or a new one is refused.
  const gone = await look();
  expect(gone?.state).toBe('down');
  expect(gone?.lastError?.cause).toMatch(/^(?:refused|connection_lost)$/);
  expect((await watch.health()).state).toBe('degraded');

  embedding.choice = { kind: 'builtin' };
  expect(await look()).toMatchObject({ state: 'off', lastError: null });
});
