import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A disk of so many MB, gone after the test; null where this account may not make one. */
export async function smallDisk(megabytes: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-small-disk-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  // Lazily, since a server on it may still be about to end.
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}
