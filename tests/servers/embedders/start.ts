import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { type Control, type Counts, countsSchema, plainControl } from './control.ts';

export interface EmbeddingServer {
  readonly url: string;
  readonly port: number;
  /** Sets the server up anew and forgets its counts; what is not named is plain. */
  set(control: Partial<Control>): Promise<void>;
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

const readySchema = z.object({ port: z.number() });

/** Starts a process that speaks the contract of an embedding server, on a free port of the loopback interface. */
export async function startEmbeddingServer(control: Partial<Control> = {}): Promise<EmbeddingServer> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'server.ts'), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await once(child, 'message');
  const { port } = readySchema.parse(message);
  const url = `http://127.0.0.1:${port}`;
  const server: EmbeddingServer = {
    url,
    port,
    set: async (changes) => {
      const response = await fetch(`${url}/control`, {
        method: 'PUT',
        body: JSON.stringify({ ...plainControl, ...changes }),
      });
      await response.body?.cancel();
    },
    counts: async () => countsSchema.parse(await (await fetch(`${url}/control`)).json()),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
  await server.set(control);
  return server;
}
