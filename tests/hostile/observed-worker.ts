import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMediaClient, type MediaClient, type WorkerHandle } from '../../electron/media/client.ts';
import { spawnNodeWorker } from '../../electron/media/node-worker.ts';
import { fromWorker } from '../../electron/media/protocol.ts';
import type { Recorder } from './system-calls.ts';

export interface ObservedWorker {
  readonly client: MediaClient;
  /** What was being read whenever a worker ended by itself. */
  readonly crashes: readonly string[];
  /** What was being read whenever a worker had to be ended, since it was stuck or took too much memory. */
  readonly kills: readonly string[];
  /** What its JavaScript did with the network. */
  readonly wires: readonly string[];
  /** Most resident bytes that a worker ever had, and what was being read then. */
  peak(): { readonly bytes: number; readonly reading: string };
  /** Says what is being read from now on, and gives what ends that. */
  reading(id: string): () => void;
  dispose(): void;
}

/**
 * The media client over real worker processes, each watched.
 *
 * @param entry the built worker
 * @param recorder of what the processes ask the system for
 */
export function observeWorker(entry: string, recorder: Recorder | null = null): ObservedWorker {
  const [crashes, kills, wires]: [string[], string[], string[]] = [[], [], []];
  const now = new Set<string>();
  let peak = { bytes: 0, reading: '' };
  let over = false;

  function noteBytes(bytes: number): void {
    if (bytes > peak.bytes) peak = { bytes, reading: [...now].join(' | ') };
  }

  async function measure(pid: number | undefined): Promise<void> {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    noteBytes(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
  }

  const spawn = (): WorkerHandle => {
    const execArgv = ['--import', join(import.meta.dirname, 'wire-watch.mjs')];
    const onStderr = (text: string): void => {
      wires.push(...text.split('\n').filter((line) => line.startsWith('wire:')));
    };
    const { program, args } = recorder?.start([process.execPath]) ?? { program: process.execPath, args: [] };
    const handle = spawnNodeWorker({ node: program, entry, execArgv: [...args, ...execArgv], onStderr });
    let killed = false;
    return {
      ...handle,
      onMessage: (listener) =>
        handle.onMessage((raw) => {
          const message = fromWorker.safeParse(raw);
          if (message.success && message.data.kind === 'memory') {
            noteBytes(message.data.rss);
            void measure(handle.pid);
          }
          listener(raw);
        }),
      onExit: (listener) =>
        handle.onExit(() => {
          if (!killed && !over) crashes.push([...now].join(' | '));
          listener();
        }),
      kill: () => {
        if (!over) kills.push([...now].join(' | '));
        killed = true;
        handle.kill();
      },
    };
  };
  const client = createMediaClient(spawn);
  return {
    client,
    crashes,
    kills,
    wires,
    peak: () => peak,
    reading: (id) => {
      now.add(id);
      return () => now.delete(id);
    },
    dispose: () => {
      over = true;
      client.dispose();
    },
  };
}
