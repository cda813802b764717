import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectS3Store } from '../../electron/storage/s3-store.ts';
import { type FreshServers, freshServers } from './fresh.ts';

let servers: FreshServers;
beforeAll(async () => {
  servers = await freshServers();
});
afterAll(() => servers.remove());

type Mood = (attempt: number) => 'pass' | 'busy' | 'reset' | 'logIn';

/** A gateway before the store that is in a mood; it counts what reaches it. */
async function startGateway(mood: Mood) {
  const { host, port } = servers.s3;
  const seen: string[] = [];
  let current: Mood = () => 'pass';
  const server: Server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method}`);
    const now = current(seen.length);
    if (now === 'reset') return void incoming.socket.resetAndDestroy();
    if (now === 'busy') {
      incoming.resume();
      outgoing.writeHead(503, { 'content-type': 'application/xml' });
      return void outgoing.end('<Error><Code>SlowDown</Code></Error>');
    }
    if (now === 'logIn') {
      incoming.resume();
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      return void outgoing.end('<!doctype html><title>Sign in to the network</title>');
    }
    const { method, url, headers } = incoming;
    const onward = httpRequest({ host, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store = await connectS3Store({ ...servers.s3, port: (server.address() as AddressInfo).port });
  await store.ensureBuckets();
  seen.length = 0;
  current = mood;
  onTestFinished(async () => {
    store.agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { store, seen, ref: { bucket: store.buckets.assets, key: 'storm/picture.png' } };
}

describe('a store in a storm', () => {
  it('is asked again while it says that it is busy, also to begin an upload', async () => {
    const { store, seen, ref } = await startGateway((attempt) => (attempt % 3 === 0 ? 'pass' : 'busy'));
    expect(await store.head(ref)).toBeNull();
    expect(seen).toEqual(['HEAD', 'HEAD', 'HEAD']);
    const upload = await store.beginMultipart(ref, 'image/png');
    expect(await store.listParts(ref, upload)).toEqual([]);
    await store.abortMultipart(ref, upload);
  });

  it('is given up on after a few attempts, with a failure that passes', async () => {
    const { store, seen, ref } = await startGateway(() => 'busy');
    await expect(store.head(ref)).rejects.toMatchObject({
      code: 'service_unavailable',
      retry: true,
      details: { part: 'storage', cause: 'overloaded' },
    });
    expect(seen).toHaveLength(4);
  });

  it('is not taken for one that removed objects when a network answers with its log-in', async () => {
    const { store, ref } = await startGateway((attempt) => (attempt === 1 ? 'logIn' : 'pass'));
    await expect(store.remove([ref])).rejects.toMatchObject({
      code: 'service_unavailable',
      retry: true,
    });
    await store.remove([ref]);
  });

  it('is asked again when it hangs up, but not whether to begin an upload twice', async () => {
    const { store, seen, ref } = await startGateway((attempt) => (attempt === 1 ? 'reset' : 'pass'));
    expect(await store.head(ref)).toBeNull();
    expect(seen).toEqual(['HEAD', 'HEAD']);
    const other = await startGateway(() => 'reset');
    await expect(other.store.beginMultipart(other.ref, 'image/png')).rejects.toMatchObject({
      code: 'service_unavailable',
      details: { cause: 'connection_lost' },
    });
    expect(other.seen).toEqual(['POST']);
  });
});
