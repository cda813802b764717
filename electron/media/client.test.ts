import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMediaClient, type MediaClientOptions, type WorkerHandle } from './client.ts';
import { spawnNodeWorker } from './node-worker.ts';
import { fileWith, solid, temporaryFolder } from './testing/fixtures.ts';

interface Child {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** The worker has started and takes requests. */
  readonly ready: Promise<void>;
}

/** What a message does to the worker besides being sent, for tests in which it dies of one. */
type Intercept = (child: Child, message: string) => void;

/** A client on the real worker in a real process. */
function start(options: MediaClientOptions = {}, intercept: Intercept = () => undefined) {
  const children: Child[] = [];
  const spawn = (): WorkerHandle => {
    const entry = join(import.meta.dirname, 'worker.ts');
    const handle = spawnNodeWorker({ node: process.execPath, entry, execArgv: ['--import', 'tsx'] });
    const child: Child = {
      kill: (signal) => {
        if (handle.pid !== undefined) process.kill(handle.pid, signal);
      },
      ready: new Promise((resolve) => handle.onMessage(() => resolve())),
    };
    children.push(child);
    const postMessage = (message: unknown): void => {
      handle.postMessage(message);
      intercept(child, JSON.stringify(message));
    };
    return { ...handle, postMessage };
  };
  const client = createMediaClient(spawn, options);
  onTestFinished(() => client.dispose());
  return { client, children };
}

const photo = async (name: string): Promise<string> =>
  fileWith(name, await solid(900, 600, '#884422').jpeg().toBuffer());

const fromPath = (path: string) => ({
  source: { kind: 'path' as const, path },
  mime: 'image/jpeg',
  name: path,
  outputs: {},
});

const killOn =
  (word: string): Intercept =>
  (child, message) => {
    if (message.includes(word)) void child.ready.then(() => child.kill('SIGKILL'));
  };

describe('the media client', () => {
  it('hashes, probes and renders in another process, which it starts when first needed', async () => {
    const { client, children } = start();
    expect(children).toHaveLength(0);
    const path = await fileWith('겨울.txt', 'hello');
    const [hash, probe, rendered] = await Promise.all([
      client.hash({ path }),
      client.probe({ path, name: '겨울.txt' }),
      client.render(fromPath(await photo('photo.jpg'))),
    ]);
    expect(hash).toMatchObject({ sha256: createHash('sha256').update('hello').digest('hex'), size: 5 });
    expect(probe).toEqual({ type: 'text', mime: 'text/plain', ext: 'txt' });
    expect(rendered.renditions.map(({ data }) => data instanceof Uint8Array)).toEqual([true, true]);
    expect(children).toHaveLength(1);
  });

  it('hands failures over with their code', async () => {
    const { client } = start();
    const missing = client.hash({ path: join(await temporaryFolder(), 'gone') });
    await expect(missing).rejects.toMatchObject({ name: 'MediaError', code: 'file_missing', retry: false });
  });

  it('reports progress of a large file', async () => {
    const { client } = start();
    const path = await fileWith('large.bin', Buffer.alloc(8_000_000));
    const seen: [number, number | undefined][] = [];
    await client.hash({ path }, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([8_000_000, 8_000_000]);
  });

  it('says that there is no model where there is none, and goes on', async () => {
    const { client } = start();
    const path = await photo('photo.jpg');
    const embedding = client.embed({ source: { kind: 'path', path }, resourcesDir: await temporaryFolder() });
    await embedding.catch((error: unknown) => expect(error).toMatchObject({ name: 'MediaError' }));
    await expect(client.probe({ path, name: 'photo.jpg' })).resolves.toMatchObject({ mime: 'image/jpeg' });
  });
});

describe('cancelling', () => {
  it('rejects at once, and others go on', async () => {
    const { client } = start({ heavy: 1 });
    const [a, b, c] = await Promise.all(['a.jpg', 'b.jpg', 'c.jpg'].map(photo));
    const running = new AbortController();
    const waiting = new AbortController();
    const first = client.render(fromPath(a ?? ''), { signal: running.signal });
    const second = client.render(fromPath(b ?? ''), { signal: waiting.signal });
    const third = client.render(fromPath(c ?? ''));
    waiting.abort();
    running.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await expect(third).resolves.toMatchObject({ width: 900 });
  });

  it('before the start never reaches the worker', async () => {
    const { client, children } = start();
    const hashing = client.hash({ path: '/anything' }, { signal: AbortSignal.abort() });
    await expect(hashing).rejects.toMatchObject({ code: 'cancelled' });
    expect(children).toHaveLength(0);
  });

  it('happens to everything when the client is disposed of', async () => {
    const { client } = start();
    const rendering = client.render(fromPath(await photo('photo.jpg')));
    client.dispose();
    await expect(rendering).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.hash({ path: '/anything' })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('when the worker is killed', () => {
  it('in the middle, every request still gets its answer from a new one', async () => {
    let kills = 0;
    const { client, children } = start({}, (child, message) => {
      if (message.includes('victim') && kills++ === 0) void child.ready.then(() => child.kill('SIGKILL'));
    });
    const paths = await Promise.all(['a.jpg', 'victim.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].map(photo));
    const results = await Promise.all(paths.map((path) => client.render(fromPath(path))));
    expect(results.map(({ width }) => width)).toEqual([900, 900, 900, 900, 900]);
    expect(children).toHaveLength(2);
  });

  it('by the same file again and again, that file fails and all others succeed', async () => {
    const { client } = start({}, killOn('poison'));
    const names = ['a.jpg', 'poison.jpg', 'b.jpg', 'c.jpg'];
    const paths = await Promise.all(names.map(photo));
    const results = await Promise.allSettled(paths.map((path) => client.render(fromPath(path))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'media_crashed', retry: false } });
  });

  it('for using too much memory, the request fails like any other crash', async () => {
    const { client } = start({ maxRss: 1 });
    const rendering = client.render(fromPath(await photo('photo.jpg')));
    await expect(rendering).rejects.toMatchObject({ code: 'media_crashed' });
  });

  it('because there is no such executable, requests fail with that', async () => {
    const client = createMediaClient(() => spawnNodeWorker({ node: '/no/such/node', entry: 'worker.js' }));
    await expect(client.hash({ path: '/anything' })).rejects.toMatchObject({
      code: 'media_crashed',
      retry: true,
    });
  });

  it('before it is ready, it is started anew only so often', async () => {
    const { client, children } = start({}, (child) => child.kill('SIGKILL'));
    await expect(client.hash({ path: '/anything' })).rejects.toMatchObject({
      code: 'media_crashed',
      retry: true,
    });
    expect(children).toHaveLength(3);
  });
});

describe('a request that takes too long', () => {
  it('fails with its reason, and the next one is served by a worker whose threads are free', async () => {
    const { client, children } = start();
    const large = await solid(12_000, 12_000, '#884422').png({ compressionLevel: 1 }).toBuffer();
    const path = await fileWith('large.png', large);
    const rendering = client.render(fromPath(path), { timeMs: 30 });
    await expect(rendering).rejects.toMatchObject({ code: 'timeout', retry: true });
    await expect(client.render(fromPath(await photo('next.jpg')))).resolves.toMatchObject({ width: 900 });
    expect(children).toHaveLength(2);
  });

  it('is answered in time also where native code can’t be told to stop', async () => {
    const { client } = start();
    const large = await solid(12_000, 12_000, '#884422').png({ compressionLevel: 1 }).toBuffer();
    const source = { kind: 'path', path: await fileWith('large.png', large) } as const;
    const picture = client.jpeg({ source, side: 384 }, { timeMs: 30 });
    await expect(picture).rejects.toMatchObject({ code: 'timeout', message: 'Not done after 30 ms' });
  });

  it('in code that never yields costs the worker its life, not the others their answer', async () => {
    const { client, children } = start({}, (child, message) => {
      // Stopped, a process does nothing at all, as one in an endless loop.
      if (message.includes('stuck') && children.length === 1) child.kill('SIGSTOP');
    });
    const stuck = client.render(fromPath(await photo('stuck.jpg')), { timeMs: 100 });
    const other = client.render(fromPath(await photo('other.jpg')));
    await expect(stuck).rejects.toMatchObject({ code: 'timeout' });
    await expect(other).resolves.toMatchObject({ width: 900 });
    expect(children).toHaveLength(2);
  });
});

describe('a picture of 20,000 × 20,000', () => {
  it.each(['jpeg', 'png'] as const)('in %s is rendered within 700 MB', async (format) => {
    const { client } = start({ maxRss: 700 * 1024 ** 2 });
    const path = join(await temporaryFolder(), `panorama.${format}`);
    await solid(20_000, 20_000, '#224466').toFormat(format, { compressionLevel: 1 }).toFile(path);
    const output = await client.render(fromPath(path));
    expect(output).toMatchObject({ width: 20_000, height: 20_000 });
    expect(output.renditions).toHaveLength(2);
  });
});
