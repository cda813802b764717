import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FreshServers } from '../fresh.ts';

const run = promisify(execFile);

/** Lines that pg_dump draws anew each time. */
const random = /^\\(?:un)?restrict .*$/gm;

/** Everything a database holds (catalogue, rows, sequences), as text. `options` narrow it down. */
export async function dumpOf(
  { databaseUrl, postgres }: Pick<FreshServers, 'databaseUrl' | 'postgres'>,
  ...options: readonly string[]
): Promise<string> {
  const program = postgres.programs === null ? 'pg_dump' : join(postgres.programs, 'pg_dump');
  const { stdout } = await run(program, [...options, databaseUrl], { maxBuffer: 256 * 1024 * 1024 });
  return stdout.replace(random, '');
}
