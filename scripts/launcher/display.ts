import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { installDebianPackages } from './apt.ts';
import { hasProgram } from './command.ts';
import { LauncherError, tail } from './report.ts';

export interface VirtualDisplay {
  /** The value for DISPLAY, such as `:1`. */
  readonly name: string;
  close(): void;
}

/** Whether a window could be shown. Only Linux can be without a display. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

const START_LIMIT_MS = 20_000;

/**
 * Starts an X server without a screen; it picks a free display number by itself. Xvfb is installed when missing.
 *
 * @throws LauncherError when it can't be installed or does not start
 */
export async function startVirtualDisplay(size = '1920x1200'): Promise<VirtualDisplay> {
  if (!(await hasProgram('Xvfb'))) await installDebianPackages('the virtual display', ['xvfb']);
  const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let errors = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const close = (): void => {
    server.kill();
  };
  process.once('exit', close);

  const name = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      close();
      reject(new LauncherError(`The virtual display did not start: ${why}\n${tail(errors)}`));
    };
    const timer = setTimeout(() => fail('no answer'), START_LIMIT_MS);
    const numbers = server.stdio[3];
    if (!(numbers instanceof Readable)) return fail('it has no pipe to answer on');
    let text = '';
    numbers.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(`:${text.trim()}`);
    });
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(`it ended with code ${code}`);
    });
  });
  // Neither the server nor its pipes keep the launcher alive.
  server.unref();
  return {
    name,
    close: () => {
      process.off('exit', close);
      close();
    },
  };
}
