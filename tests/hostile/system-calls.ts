import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What opens, changes or sends; calls that a processor or system doesn't have are passed over. */
const RECORDED = [
  ...['socket', 'connect', 'bind', 'sendto', 'sendmmsg', 'io_uring_setup', 'execve', 'execveat'],
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'mkdir', 'mkdirat', 'mknod', 'mknodat', 'rmdir'],
  ...['unlink', 'unlinkat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'],
];

const RECORD = [
  // The worker stays the child of who starts it, and is ended by its signals.
  ...['-D', '-f', '--seccomp-bpf', '-q', '-y', '-s', '4096'],
  ...['-e', `trace=${RECORDED.map((call) => `?${call}`).join(',')}`],
];

/** One call that succeeded, of the worker, one of its threads or a program that it started. */
export interface SystemCall {
  readonly name: string;
  /** As strace shows them. */
  readonly args: string;
  /** What was opened, with links followed; null for calls that open nothing. */
  readonly opened: string | null;
}

/** Records what processes ask the system for, in native code too. */
export interface Recorder {
  /** A program and its first arguments, before which the recorder puts itself. */
  start(command: readonly string[]): { readonly program: string; readonly args: readonly string[] };
  /** Everything that was recorded, once all processes have ended; null before. */
  calls(): Promise<SystemCall[] | null>;
  remove(): Promise<void>;
}

/** A recorder, or why there can be none here. */
export async function openRecorder(): Promise<Recorder | string> {
  if (process.platform !== 'linux') return `strace is of Linux, and this is ${process.platform}`;
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-calls-'));
  let started = 0;
  const recorder: Recorder = {
    start: (command) => {
      started += 1;
      return { program: 'strace', args: [...RECORD, '-o', join(folder, String(started)), ...command] };
    },
    calls: async () => {
      const logs = await Promise.all(
        (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
      );
      return logs.every(hasEnded) ? logs.flatMap(parseLog) : null;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  try {
    const { program, args } = recorder.start(['/bin/sh', '-c', ': < /dev/null']);
    await promisify(execFile)(program, args);
    await rm(join(folder, String(started)));
    return recorder;
  } catch (error) {
    await recorder.remove();
    return `strace can’t be used here (apt-get install strace): ${String(error).split('\n')[0]}`;
  }
}

/** Whether the end was recorded of every thread that was seen. */
function hasEnded(log: string): boolean {
  const ended = new Set([...log.matchAll(/^(\d+) +\+\+\+/gm)].map(([, thread]) => thread));
  return log.endsWith('\n') && [...log.matchAll(/^(\d+) /gm)].every(([, thread]) => ended.has(thread));
}

/** Lines as `PID name(args) = result`; one that another thread interrupted continues further down. */
export function parseLog(log: string): SystemCall[] {
  const interrupted = new Map<string, string>();
  return log.split('\n').flatMap((line): SystemCall[] => {
    const [, pid = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
    if (begun !== undefined) {
      interrupted.set(pid, begun);
      return [];
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const whole = rest === undefined ? text : `${interrupted.get(pid) ?? ''}${rest}`;
    const [, name, args, code, opened] =
      /^(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>(?:\(deleted\))?)?(?: .*)?$/.exec(whole) ?? [];
    if (name === undefined || args === undefined) return [];
    // A connection that is refused, or still being made, has left the process all the same.
    if (code?.startsWith('-') === true && !['connect', 'sendto', 'sendmmsg'].includes(name)) return [];
    return [{ name, args, opened: opened ?? null }];
  });
}

/** Sockets that lead out of the process and its children. */
export function reachesOut({ name, args }: SystemCall): boolean {
  if (name === 'socket') return !/^AF_(?:UNIX|LOCAL)\b/.test(args);
  return ['connect', 'bind', 'sendto', 'sendmmsg', 'io_uring_setup'].includes(name);
}

/** Paths that a call reads, and those that it makes, changes or removes. */
export function touches({ name, args, opened }: SystemCall): { reads: string[]; writes: string[] } {
  if (opened !== null && /^(?:open|creat)/.test(name)) {
    const changes = name === 'creat' || /\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b/.test(args);
    return changes ? { reads: [], writes: [opened] } : { reads: [opened], writes: [] };
  }
  if (name.startsWith('exec')) return { reads: [], writes: [] };
  if (/^(?:socket|connect|bind|send|io_uring)/.test(name)) return { reads: [], writes: [] };
  return { reads: [], writes: [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path) };
}
