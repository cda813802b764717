import { type ChildProcess, fork } from 'node:child_process';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LauncherError, tail } from '../../../scripts/launcher/report.ts';
import type { Account } from './account.ts';
import { type FromGuard, fromGuardSchema, type Signal, type ToGuard } from './guard-messages.ts';

/** Processes, containers and folders that are gone for certain when this process is. */

let guard: ChildProcess | undefined;
let lastId = 0;
const listeners = new Map<number, (message: FromGuard) => void>();

function tell(message: ToGuard): void {
  if (guard === undefined) {
    guard = fork(join(import.meta.dirname, 'guard.ts'), {
      execArgv: ['--import', 'tsx'],
      cwd: join(import.meta.dirname, '..', '..', '..'),
      // Out of the terminal's group, so that Ctrl-C does not end it before it has cleaned up.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    guard.on('message', (value) => {
      const answer = fromGuardSchema.parse(value);
      listeners.get(answer.id)?.(answer);
    });
    guard.unref();
    guard.channel?.unref();
  }
  guard.send(message);
}

let awaited = 0;
/** While an answer is awaited the channel keeps this process alive, and not a moment longer. */
async function holding<T>(answer: Promise<T>): Promise<T> {
  awaited += 1;
  guard?.channel?.ref();
  try {
    return await answer;
  } finally {
    awaited -= 1;
    if (awaited === 0) guard?.channel?.unref();
  }
}

/** A new folder, removed at the end of the run at the latest; owned by `account` where one is given. */
export async function guardedFolder(
  name: string,
  account: Account | null = null,
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `sparklio-${name}-`));
  tell({ type: 'folder', path, kept: true });
  if (account !== null) await chown(path, account.uid, account.gid);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      tell({ type: 'folder', path, kept: false });
    },
  };
}

/** Has a container removed at the end of the run; `forget` when it was removed before. */
export function guardContainer(name: string): { forget(): void } {
  tell({ type: 'container', name, kept: true });
  return { forget: () => tell({ type: 'container', name, kept: false }) };
}

export interface GuardedProcess {
  readonly pid: number;
  untilExited(): Promise<void>;
  readonly hasExited: boolean;
  signal(signal: Signal): void;
  /** The end of what it printed. */
  log(): Promise<string>;
}

export interface ProcessOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: string;
  readonly account?: Account | null;
}

/** What a server may know of its surroundings: our own environment may hold secrets. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ'];

/** @throws LauncherError when the program can't be started */
export function startGuarded(options: ProcessOptions): Promise<GuardedProcess> {
  lastId += 1;
  const id = lastId;
  const env: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  const started = new Promise<GuardedProcess>((resolve, reject) => {
    let hasExited = false;
    let markExited: () => void = () => undefined;
    const exited = new Promise<void>((done) => {
      markExited = done;
    });
    listeners.set(id, (message) => {
      switch (message.type) {
        case 'failed':
          listeners.delete(id);
          reject(new LauncherError(`${options.file} can't be started: ${message.message}`));
          return;
        case 'spawned':
          resolve({
            pid: message.pid,
            untilExited: () => holding(exited),
            get hasExited() {
              return hasExited;
            },
            signal: (signal) => tell({ type: 'signal', id, signal }),
            log: async () => tail(await readFile(options.log, 'utf8').catch(() => ''), 20),
          });
          return;
        case 'exited':
          listeners.delete(id);
          hasExited = true;
          markExited();
          return;
      }
    });
    tell({
      type: 'spawn',
      id,
      file: options.file,
      args: [...options.args],
      env: { ...env, ...options.env },
      cwd: options.cwd,
      log: options.log,
      account: options.account ?? null,
    });
  });
  return holding(started);
}
