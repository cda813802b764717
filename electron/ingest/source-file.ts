import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { fromFileSystem, MediaError } from '../media/errors.ts';
import { statRegularFile } from '../media/hash.ts';
import { filled } from './slabs.ts';

export function changed(): AppError {
  return new AppError('file_changed', 'The file changed while it was read', {}, true);
}

/**
 * A file that is being sent, read through one handle. Reads reject with `file_missing`, `file_unreadable`,
 * `not_a_file`, or `file_changed`.
 */
export class SourceFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly #ino: number;
  readonly #handle: FileHandle;

  private constructor(
    path: string,
    handle: FileHandle,
    stats: { size: number; mtimeMs: number; ino: number },
  ) {
    this.path = path;
    this.size = stats.size;
    this.mtimeMs = stats.mtimeMs;
    this.#ino = stats.ino;
    this.#handle = handle;
  }

  static async open(path: string): Promise<SourceFile> {
    // Before it is opened: a pipe would block.
    const stats = await statRegularFile(path);
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw fromFileSystem(error);
    });
    return new SourceFile(path, handle, stats);
  }

  /** Fills slabs with a stretch of the file; gives what is in them. */
  async read(slabs: readonly Buffer[], start: number, length: number): Promise<readonly Buffer[]> {
    const chunks = filled(slabs, length);
    let position = start;
    for (const chunk of chunks) {
      await this.#fill(chunk, position);
      position += chunk.length;
    }
    return chunks;
  }

  async #fill(chunk: Buffer, position: number): Promise<void> {
    let done = 0;
    while (done < chunk.length) {
      const { bytesRead } = await this.#handle
        .read(chunk, done, chunk.length - done, position + done)
        .catch((error: unknown) => {
          throw fromFileSystem(error);
        });
      if (bytesRead === 0) throw changed();
      done += bytesRead;
    }
  }

  /** Throws `file_changed`, also for a file that grew behind what was read or was replaced by another. */
  async assertUnchanged(): Promise<void> {
    const now = await statRegularFile(this.path).catch((error: unknown) => {
      throw error instanceof MediaError && error.code === 'not_a_file' ? changed() : error;
    });
    const same = now.size === this.size && now.mtimeMs === this.mtimeMs && now.ino === this.#ino;
    if (!same) throw changed();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Lets the event loop turn: hashing much at once would be felt in the window. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Hashes chunk by chunk, with a breath between them. */
export async function feed(hash: Hash, chunks: readonly Buffer[]): Promise<void> {
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0) await breathe();
    hash.update(chunk);
  }
}

/** SHA-256 in hex. */
export async function sha256Of(chunks: readonly Buffer[]): Promise<string> {
  const hash = createHash('sha256');
  await feed(hash, chunks);
  return hash.digest('hex');
}
