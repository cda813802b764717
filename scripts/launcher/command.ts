import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

export interface CommandResult {
  /** null when the command could not be started, was killed or ran out of time. */
  readonly code: number | null;
  /** Standard output and error as they came. */
  readonly output: string;
  readonly timedOut: boolean;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the command and everything it started are killed. */
  readonly timeLimit?: number;
  /** `capture` collects the output, `show` passes it on to our own terminal. */
  readonly output?: 'capture' | 'show';
  /** The account it runs under; only root may choose one. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/**
 * Ends a process together with its children. On POSIX it must have been started `detached`, as leader of a group
 * of its own; a plain kill would leave grandchildren (browsers, workers) behind.
 */
export function killTree(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Runs a command to its end. Never rejects: a command that can't be started has `code` null and says why. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const show = options.output === 'show';
  const grouped = options.timeLimit !== undefined && process.platform !== 'win32';
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: grouped,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    ...options.account,
  };
  return new Promise((resolve) => {
    const child = spawn(file, [...args], spawnOptions);
    const chunks: Buffer[] = [];
    let timedOut = false;
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));

    const timer =
      options.timeLimit === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killTree(child);
          }, options.timeLimit);
    // A group of its own does not get the terminal's Ctrl-C: pass it on.
    const interrupt = (): void => {
      killTree(child, 'SIGTERM');
      process.exit(130);
    };
    if (grouped) process.once('SIGINT', interrupt).once('SIGTERM', interrupt);

    const finish = (code: number | null, extra = ''): void => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') + extra, timedOut });
    };
    child.once('error', (error) => finish(null, error.message));
    child.once('close', (code) => finish(timedOut ? null : code));
  });
}

/** Whether a program of this name is on the PATH. POSIX only. */
export async function hasProgram(name: string): Promise<boolean> {
  return (await runCommand('sh', ['-c', `command -v ${name}`])).code === 0;
}
