import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hide, redact } from './redact.ts';

type Facts = Readonly<Record<string, unknown>>;

let stream: WriteStream | null = null;
const limitBytes = 2_000_000;

function explain(extra: unknown): string {
  if (extra instanceof Error) {
    const cause = extra.cause instanceof Error ? ` ← ${explain(extra.cause)}` : '';
    return `${extra.stack ?? extra.message}${cause}`;
  }
  return extra === undefined ? '' : JSON.stringify(extra);
}

function write(level: 'info' | 'warn' | 'error', message: string, extra?: unknown): void {
  const line = redact(`${new Date().toISOString()} ${level} ${message} ${explain(extra)}`.trimEnd());
  stream?.write(`${line}\n`);
  if (level !== 'info' && process.env.VITEST === undefined) process.stderr.write(`${line}\n`);
}

/** The app's own log: redacted, in the user-data folder, one older file kept. */
export const log = {
  info: (message: string, facts?: Facts) => write('info', message, facts),
  warn: (message: string, facts?: unknown) => write('warn', message, facts),
  error: (message: string, error: unknown) => write('error', message, error),
  /** Every occurrence of the secret is replaced from now on, in the log and in errors. */
  hide,
};

/** Begins writing to `logs/main.log` below the folder. */
export async function openLog(userData: string): Promise<void> {
  const folder = join(userData, 'logs');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'main.log');
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > limitBytes) await rename(file, join(folder, 'main.old.log'));
  stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not end the app through its log.
  stream.on('error', () => {
    stream = null;
  });
}

/**
 * What nobody caught goes to the log, redacted, and the app goes on. Without this Electron would show the whole stack
 * in a dialog, and Node would print it, with whatever secret it holds.
 */
export function logUncaught(): void {
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (reason) => log.error('unhandled rejection', reason));
}
