import type { FileHandle } from 'node:fs/promises';
import type { BlobFiles } from '../engine/blob-files.ts';
import type { BlobSegment } from '../engine/records.ts';

/** Bytes a read: few trips to the thread pool, and a thumbnail comes in one. */
export const READ_SIZE = 512 * 1024;

/**
 * The bytes of segments, in order, in fresh buffers, each read while its predecessor is in use. The blobs must be
 * pinned by the caller. Throws when a blob is missing or shorter than recorded.
 */
export async function* readSegments(
  blobs: BlobFiles,
  segments: readonly BlobSegment[],
): AsyncGenerator<Buffer, void, undefined> {
  for (const [blob, offset, length] of segments) {
    const file = await blobs.open(blob);
    let ahead: Promise<Buffer> | null = null;
    try {
      const end = offset + length;
      const read = (from: number): Promise<Buffer> => {
        const reading = readAt(file, from, Math.min(READ_SIZE, end - from));
        // It is awaited only when its turn comes; until then a failure must not count as unhandled.
        reading.catch(() => {});
        return reading;
      };
      let position = offset;
      ahead = read(position);
      while (ahead !== null) {
        const chunk: Buffer = await ahead;
        position += chunk.length;
        ahead = position < end ? read(position) : null;
        yield chunk;
      }
    } finally {
      await ahead?.catch(() => {});
      await file.close();
    }
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('A blob is shorter than the journal says.');
    done += bytesRead;
  }
  return buffer;
}
