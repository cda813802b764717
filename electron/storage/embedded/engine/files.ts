import { open } from 'node:fs/promises';
import { errorCode } from '../s3-error.ts';

/**
 * Makes new and removed names in a directory durable. Windows cannot open a directory for that, and NTFS journals
 * its names itself.
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network and FUSE file systems refuse to sync a directory; there is nothing more to ask of them.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** Runs a deletion whose target may be gone already. */
export async function ignoreMissing(action: Promise<void>): Promise<void> {
  try {
    await action;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
