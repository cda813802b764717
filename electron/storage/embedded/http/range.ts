import type { BlobSegment } from '../engine/records.ts';
import { S3Error } from '../s3-error.ts';

/** Bytes `start` to `end`, both inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A single range of a Range header. Undefined when there is none or it is of another form, which HTTP says to
 * ignore. @throws {S3Error} InvalidRange when no byte of the object is in it
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const start = Math.max(0, size - Number(to));
    if (start >= size) throw new S3Error('InvalidRange');
    return { start, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return undefined;
  if (start >= size) throw new S3Error('InvalidRange');
  return { start, end };
}

/** The part of the segments that lies within the range. */
export function sliceSegments(segments: readonly BlobSegment[], { start, end }: ByteRange): BlobSegment[] {
  const sliced: BlobSegment[] = [];
  let position = 0;
  for (const [blob, offset, length] of segments) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end + 1 - position, length);
    if (from < to) sliced.push([blob, offset + from, to - from]);
    position += length;
  }
  return sliced;
}
