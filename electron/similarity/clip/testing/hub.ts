import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { z } from 'zod';
import { type faultSchema, type HubRequest, hubMessage } from './hub-contract.ts';

export interface TestHub {
  readonly url: string;
  /** Requests so far, in order. */
  readonly requests: HubRequest[];
  /** Makes the hub misbehave with a file, once unless told. */
  misbehave(file: string, fault: z.input<typeof faultSchema>): Promise<void>;
  stop(): void;
}

/** Starts a hub in a process of its own, over the repositories in a folder. */
export async function startTestHub(root: string): Promise<TestHub> {
  const child = fork(join(import.meta.dirname, 'hub-process.ts'), [root], { execArgv: ['--import', 'tsx'] });
  const requests: HubRequest[] = [];
  let onSet = (): void => undefined;
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The test hub ended')));
    child.on('message', (raw) => {
      const message = hubMessage.parse(raw);
      if (message.kind === 'listening') resolve(message.port);
      else if (message.kind === 'request') requests.push(message);
      else onSet();
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    misbehave: (file, fault) =>
      new Promise((resolve) => {
        onSet = resolve;
        child.send({ file, fault });
      }),
    stop: () => {
      child.kill();
    },
  };
}
