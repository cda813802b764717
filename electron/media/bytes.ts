import { type FileHandle, open } from 'node:fs/promises';
import { fromFileSystem, MediaError } from './errors.ts';

/** A file whose places are named by its own, untrusted numbers: nothing outside of it can be asked for. */
export interface FileBytes {
  readonly size: number;
  /** @throws MediaError `truncated` when the range is not whole inside the file, `file_unreadable`. */
  read(start: number, length: number): Promise<Buffer>;
  /** At most `length` bytes, fewer at the end of the file. */
  readUpTo(start: number, length: number): Promise<Buffer>;
}

/** Opens a file for reading at places; closed when `use` is done. */
export async function withFileBytes<T>(path: string, use: (file: FileBytes) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  try {
    return await use(fileBytes(handle, (await handle.stat()).size));
  } finally {
    await handle.close();
  }
}

function fileBytes(handle: FileHandle, size: number): FileBytes {
  async function read(start: number, length: number): Promise<Buffer> {
    if (!(start >= 0 && length >= 0 && start + length <= size)) {
      throw new MediaError('truncated', 'The file ends before what it announces');
    }
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle
        .read(buffer, done, length - done, start + done)
        .catch((error: unknown) => {
          throw fromFileSystem(error);
        });
      if (bytesRead === 0) throw new MediaError('file_changed', 'The file became shorter while it was read');
      done += bytesRead;
    }
    return buffer;
  }
  return {
    size,
    read,
    readUpTo: (start, length) => read(start, Math.max(0, Math.min(length, size - start))),
  };
}

/** Takes bytes one after another with few, large reads. */
export function sequence(file: FileBytes, start: number, chunk = 1024 * 1024) {
  let buffer: Buffer = Buffer.alloc(0);
  let offset = 0;
  let position = start;
  return async (length: number): Promise<Buffer> => {
    if (buffer.length - offset < length) {
      const rest = buffer.subarray(offset);
      const wanted = Math.max(length - rest.length, Math.min(chunk, file.size - position));
      buffer = Buffer.concat([rest, await file.read(position, wanted)]);
      position += wanted;
      offset = 0;
    }
    offset += length;
    return buffer.subarray(offset - length, offset);
  };
}
