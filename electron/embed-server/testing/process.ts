import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote so far, both streams. */
  readonly output: () => string;
  /** Interrupts it as Ctrl-C does; its exit code. */
  stop(): Promise<number | null>;
}

const program = join(import.meta.dirname, '..', '..', '..', 'scripts', 'sparklio-assets.mjs');

/** Runs the command and waits for its end. */
export async function runCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { child, output } = start(args, env);
  const [code] = await once(child, 'exit');
  return { code, output: output() };
}

/** Runs the command and waits until it serves. */
export async function startServerProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const { child, output } = start(['--port', '0', ...args], env);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /at (http:\S+)/.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server ended: ${output()}`)));
  });
  return {
    url,
    child,
    output,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

function start(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [program, 'embed-server', ...args], {
    // Like a person's own: nothing of the project is found from there.
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString('utf8');
    });
  }
  return { child, output: () => text };
}
