import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { InfinityPrograms } from './programs.ts';

export interface InfinityOptions {
  readonly programs: InfinityPrograms;
  /** Folder of the model. */
  readonly model: string;
  /** As the server is to call it. */
  readonly name: string;
  readonly key?: string;
}

const startMs = 120_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The real infinity on the processor, on a free port of the loopback interface. Gives its address once it answers. */
export async function startInfinity(
  options: InfinityOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const key = options.key === undefined ? [] : ['--api-key', options.key];
  const child: ChildProcess = spawn(
    options.programs.infinity,
    [
      ...['v2', '--model-id', options.model, '--served-model-name', options.name, ...key],
      ...['--host', '127.0.0.1', '--port', String(port), '--engine', 'torch', '--device', 'cpu'],
      '--no-bettertransformer',
    ],
    {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, HF_HUB_OFFLINE: '1', DO_NOT_TRACK: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-4000);
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const until = Date.now() + startMs;
  while (!(await isUp(url))) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`infinity did not start: ${said}`);
    }
    await delay(200);
  }
  return { url, stop };
}

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  );
