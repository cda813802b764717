import { spawn } from 'node:child_process';
import { electronEnv, electronSwitches } from '../../../scripts/launcher/electron-arguments.ts';
import { findRuntime } from '../../../scripts/launcher/runtime.ts';

/**
 * Milliseconds from starting Electron on an app's folder to the line `ready` that the app prints.
 *
 * @throws when it ends without it
 */
export async function startTime(appDir: string, userDataDir: string): Promise<number> {
  const runtime = await findRuntime();
  if (runtime === null) throw new Error('No Electron is ready');
  const args = [...electronSwitches(), appDir, '--headless-check', `--user-data-dir=${userDataDir}`];
  const started = performance.now();
  const child = spawn(runtime.executable, args, {
    env: electronEnv(process.env),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    return await new Promise<number>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (/^ready /m.test(text)) resolve(performance.now() - started);
      });
      child.once('error', reject);
      child.once('close', () => reject(new Error(`${appDir} ended before it was ready`)));
    });
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }
}
