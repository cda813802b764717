import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fromFileSystem, MediaError, throwIfAborted } from './errors.ts';
import type { FileHash } from './protocol.ts';

const CHUNK = 1024 * 1024;

export type Progress = (done: number, total?: number) => void;

/**
 * SHA-256 of a file, read once from start to end.
 *
 * @throws MediaError `file_missing`, `file_unreadable`, `not_a_file`, or `file_changed` when size, time or
 * identity of the file differ between the start and the end of reading.
 */
export async function hashFile(path: string, signal: AbortSignal, progress?: Progress): Promise<FileHash> {
  const before = await statRegularFile(path);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK, signal })) {
      if (!Buffer.isBuffer(chunk)) continue;
      hash.update(chunk);
      size += chunk.length;
      progress?.(size, before.size);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw fromFileSystem(error);
  }
  const after = await statRegularFile(path);
  const same = after.size === before.size && after.mtimeMs === before.mtimeMs && after.ino === before.ino;
  if (!same || size !== before.size) {
    throw new MediaError('file_changed', 'The file changed while it was read');
  }
  return { sha256: hash.digest('hex'), size, mtimeMs: before.mtimeMs };
}

/** Follows links. @throws MediaError `file_missing`, `file_unreadable`, `not_a_file`. */
export async function statRegularFile(path: string): Promise<{ size: number; mtimeMs: number; ino: number }> {
  const stats = await stat(path).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  // A pipe or a device would block or never end, so it is refused before it is opened.
  if (!stats.isFile()) throw new MediaError('not_a_file', 'The path is not a regular file');
  return { size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino };
}
