import { fork } from 'node:child_process';
import type { WorkerHandle } from './pool.ts';

export interface NodeWorkerOptions {
  /** The Node executable, 20.18 or newer. */
  readonly node: string;
  /** The built worker, outside any archive: plain Node reads none. */
  readonly entry: string;
  readonly execArgv?: readonly string[];
  readonly onStderr?: (text: string) => void;
}

/** What a worker may know of its surroundings: where temporary files go, which fonts and languages there are. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'SystemRoot', 'XDG_CACHE_HOME'];

/** Runs the media worker on plain Node: for the terminal, for tests and for benchmarks. */
export function spawnNodeWorker({
  node,
  entry,
  execArgv = [],
  onStderr,
}: NodeWorkerOptions): WorkerHandle & { readonly pid: number | undefined } {
  const env = Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const child = fork(entry, [], {
    execPath: node,
    execArgv: [...execArgv],
    env,
    // The default is JSON, which knows no bytes.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (data: Buffer) => onStderr?.(data.toString('utf8').trimEnd()));
  return {
    pid: child.pid,
    postMessage: (message) => {
      if (!child.connected || typeof message !== 'object' || message === null) return;
      // A worker that dies meanwhile is noticed by its end, not by this message.
      child.send(message, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      let ended = false;
      const end = (): void => {
        if (!ended) listener();
        ended = true;
      };
      child.once('exit', end);
      // No executable: there is an error, and no end.
      child.once('error', end);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
