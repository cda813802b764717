import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Inputs that are costly to make are kept here between runs. */
const kept = join(tmpdir(), 'sparklio-bench');

/**
 * A folder that is made once: `make` fills a fresh one, which gets its name when it is whole.
 *
 * @param name says what is in it, its version included
 */
export async function keptFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(kept, name);
  if (await stat(folder).catch(() => null)) return folder;
  console.log(`making ${folder}`);
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await make(unfinished);
  await rename(unfinished, folder);
  return folder;
}

/** Runs `use` on an empty folder of its own, or a copy of another, and removes it. */
export async function withFolder<T>(use: (folder: string) => Promise<T>, copyOf?: string): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-bench-'));
  try {
    if (copyOf !== undefined) await cp(copyOf, folder, { recursive: true });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
