import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import type { ModelFile } from '../catalogue.ts';
import { partPath, removeNote, removePart, sizeOnDisk } from './part.ts';
import { DownloadError, fromDisk } from './problem.ts';

/** SHA-256 of a file, lower-case hex. Reading hundreds of megabytes is the worker's business. */
export type HashFile = (path: string, signal: AbortSignal) => Promise<string>;

export interface Claims {
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly gitSha1: string | null;
}

/**
 * Checks a complete part against what is known beforehand and what the server said, and puts it in its place
 * in one step. A part that fails is removed.
 *
 * @throws DownloadError `checksum`, `disk_full`, `unreadable`.
 */
export async function verifyAndPlace(
  target: string,
  file: ModelFile,
  claims: Claims,
  hash: HashFile,
  signal: AbortSignal,
): Promise<void> {
  const part = partPath(target);
  const size = await sizeOnDisk(part);
  const wrong = (await findFault(part, size, file, claims, hash, signal)) ?? null;
  if (wrong !== null) {
    await removePart(target);
    throw new DownloadError('checksum', `${file.path} is not what it should be: ${wrong}`);
  }
  try {
    const handle = await open(part, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(part, target);
    await removeNote(target);
  } catch (error) {
    throw fromDisk(error);
  }
}

async function findFault(
  part: string,
  size: number,
  file: ModelFile,
  claims: Claims,
  hash: HashFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  const bytes = file.exact ? file.bytes : claims.bytes;
  if (size === 0 || (bytes !== null && size !== bytes)) return `${size} bytes instead of ${bytes ?? 'some'}`;
  const sha256 = file.sha256 ?? claims.sha256;
  if (sha256 !== null) {
    const found = await hash(part, signal).catch((error: unknown) => {
      throw signal.aborted ? error : fromDisk(error);
    });
    if (!found.startsWith(sha256)) return 'another SHA-256';
  } else if (claims.gitSha1 !== null && (await gitSha1(part)) !== claims.gitSha1) {
    return 'another Git object';
  }
  if (file.path.endsWith('.json') && !(await isJson(part))) return 'no JSON';
  return undefined;
}

/** The id that Git gives a file: its kind and length come before its bytes. Such files are small. */
async function gitSha1(path: string): Promise<string> {
  const bytes = await readFile(path);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function isJson(path: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
