import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../electron/errors.ts';

/** Runs one of the programs beside this file until it ends itself, without a word, at the step that its options name. */
export async function runUntilKilled(program: string, options: object): Promise<void> {
  const script = join(import.meta.dirname, program);
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(`${program} ended, but not by its own hand: ${String(signal)}`);
}

/** Opens a library again as soon as the helpers of the process that was killed have let go of it. */
export async function openAfterKill<T>(open: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'library_locked')) throw error;
      await delay(50);
    }
  }
}
