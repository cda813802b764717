import { fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServicesProcess } from '../../electron/local/start.ts';

export interface SpawnedServices extends ServicesProcess {
  readonly pid: number;
  /** Ends the process as a crash or a power cut would. */
  crash(): Promise<void>;
}

const source = {
  entry: join(import.meta.dirname, '..', '..', 'electron', 'local', 'services.ts'),
  execArgv: ['--import', pathToFileURL(join(import.meta.dirname, 'register-tsx.mjs')).href],
};

/** The real process of the local services, under plain Node; from its source, or built. */
export function spawnServices({ entry, execArgv } = source): SpawnedServices {
  const child = fork(entry, {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    postMessage: (message) => {
      if (child.connected && typeof message === 'object' && message !== null) child.send(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
    crash: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
