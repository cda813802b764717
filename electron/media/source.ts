import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromFileSystem, MediaError, messageOf, throwIfAborted } from './errors.ts';
import { type Progress, statRegularFile } from './hash.ts';
import type { MediaSource } from './protocol.ts';
import { storeFetch } from './store-fetch.ts';
import { withTemporaryFolder } from './temporary.ts';
import { networkFailure } from './upload.ts';

/**
 * Runs `use` with a path that holds the source's bytes. What is not a file yet is put into a temporary
 * one, because ffmpeg and libvips seek, and is removed afterwards whatever happens.
 *
 * @throws MediaError `file_missing`, `file_unreadable`, `not_a_file`, `cancelled`, `timeout`.
 */
export async function withLocalFile<T>(
  source: MediaSource,
  signal: AbortSignal,
  progress: Progress,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (source.kind === 'path') {
    await statRegularFile(source.path);
    return use(source.path);
  }
  return withTemporaryFolder(async (folder) => {
    // No extension and none of the person's name: nothing downstream may guess by it.
    const path = join(folder, 'source');
    if (source.kind === 'url') await download(source.url, path, signal, progress);
    else await writeFile(path, source.bytes).catch(rethrow);
    return use(path);
  });
}

const rethrow = (error: unknown): never => {
  throw fromFileSystem(error);
};

async function download(url: string, path: string, signal: AbortSignal, progress: Progress): Promise<void> {
  try {
    const response = await storeFetch(url, { redirect: 'error', signal });
    if (response.status === 404) throw new MediaError('file_missing', 'The object is not in the store');
    if (!response.ok || response.body === null) {
      throw new MediaError('file_unreadable', `The store answered HTTP ${response.status}`);
    }
    // Every S3 server names one; a page of something else between is no picture that is broken.
    if (!response.headers.has('etag')) {
      throw new MediaError('file_unreadable', 'The answer is not an object store’s');
    }
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const reader = response.body.getReader();
    let done = 0;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        done += part.value.length;
        progress(done, Number.isNaN(length) ? undefined : length);
        yield part.value;
      }
    };
    await pipeline(chunks, createWriteStream(path), { signal });
    if (!Number.isNaN(length) && done !== length) {
      throw new MediaError('file_unreadable', 'The download ended early');
    }
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof MediaError) throw error;
    if (error instanceof TypeError) {
      throw new MediaError('file_unreadable', `The store can't be reached (${networkFailure(error)})`);
    }
    if (messageOf(error).includes('ENOSPC')) throw fromFileSystem(error);
    throw new MediaError('file_unreadable', 'The download was interrupted');
  }
}
