import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileBytes } from '../bytes.ts';
import { fromFileSystem, MediaError, throwIfAborted } from '../errors.ts';
import type { Progress } from '../hash.ts';

/** A part of a file that is written: bytes of the original, other bytes, or as many zeros. */
export type Piece =
  | { readonly kind: 'copy'; readonly from: number; readonly length: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'zeros'; readonly length: number };

/**
 * Says what a file is made of once its metadata is left out. Nothing is decoded.
 *
 * @throws MediaError `truncated`, `corrupt`; `unsupported` where metadata and content can't be told apart
 */
export type Planner = (file: FileBytes, signal: AbortSignal) => Promise<readonly Piece[]>;

export const copy = (from: number, length: number): Piece => ({ kind: 'copy', from, length });
export const literal = (bytes: Buffer): Piece => ({ kind: 'bytes', bytes });

/** What stands in the place of so many bytes, so that everything behind them stays where it is. */
export interface Change {
  readonly at: number;
  readonly with: Buffer | { readonly zeros: number };
}

const lengthOf = ({ with: instead }: Change): number =>
  Buffer.isBuffer(instead) ? instead.length : instead.zeros;

/** The first `size` bytes of a file with changes in place; where two meet, the later one of the list counts. */
export function changed(size: number, changes: readonly Change[]): Piece[] {
  const inOrder = [...changes].sort((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let at = 0;
  for (const change of inOrder) {
    const { with: instead } = change;
    const end = Math.min(size, change.at + lengthOf(change));
    if (end <= at) continue;
    if (change.at > at) pieces.push(copy(at, change.at - at));
    const skipped = Math.max(0, at - change.at);
    const length = end - change.at - skipped;
    pieces.push(
      Buffer.isBuffer(instead)
        ? literal(instead.subarray(skipped, skipped + length))
        : { kind: 'zeros', length },
    );
    at = end;
  }
  if (at < size) pieces.push(copy(at, size - at));
  return pieces;
}

const chunk = 1024 * 1024;
const nothing = Buffer.alloc(chunk);

async function* bytesOf(
  file: FileBytes,
  pieces: readonly Piece[],
  signal: AbortSignal,
  progress: Progress,
): AsyncGenerator<Buffer> {
  let done = 0;
  for (const piece of pieces) {
    if (piece.kind === 'bytes') {
      yield piece.bytes;
      continue;
    }
    for (let offset = 0; offset < piece.length; offset += chunk) {
      throwIfAborted(signal);
      const length = Math.min(chunk, piece.length - offset);
      yield piece.kind === 'copy'
        ? await file.read(piece.from + offset, length)
        : nothing.subarray(0, length);
      done += length;
      progress(done, file.size);
    }
  }
}

/** Writes a new file of pieces; a failure leaves what was written, for the caller's folder is a temporary one. */
export async function writePieces(
  file: FileBytes,
  pieces: readonly Piece[],
  target: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<void> {
  try {
    const source = Readable.from(bytesOf(file, pieces, signal, progress));
    await pipeline(source, createWriteStream(target, { flags: 'wx' }), { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw error instanceof MediaError ? error : fromFileSystem(error);
  }
}

/** The same as bytes in memory, for a picture inside of another file. */
export async function joinPieces(file: FileBytes, pieces: readonly Piece[]): Promise<Buffer> {
  const never = new AbortController().signal;
  const chunks: Buffer[] = [];
  for await (const bytes of bytesOf(file, pieces, never, () => undefined)) chunks.push(bytes);
  return Buffer.concat(chunks);
}

/** Reads small parts out of a window of the file, for walks from header to header. */
export function windowed(file: FileBytes, size = 16 * 1024): FileBytes {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  const inside = (at: number, length: number): boolean => at >= start && at + length <= start + window.length;
  async function read(at: number, length: number): Promise<Buffer> {
    if (length > size || !(at >= 0) || at + length > file.size) return await file.read(at, length);
    if (!inside(at, length)) {
      window = await file.readUpTo(at, size);
      start = at;
    }
    return window.subarray(at - start, at - start + length);
  }
  return {
    size: file.size,
    read,
    readUpTo: (at, length) => read(at, Math.max(0, Math.min(length, file.size - at))),
  };
}

/** A file that is in memory already. */
export function bytesInMemory(bytes: Buffer): FileBytes {
  const read = async (start: number, length: number): Promise<Buffer> => {
    if (!(start >= 0 && length >= 0 && start + length <= bytes.length)) {
      throw new MediaError('truncated', 'The file ends before what it announces');
    }
    return bytes.subarray(start, start + length);
  };
  return {
    size: bytes.length,
    read,
    readUpTo: (start, length) => read(start, Math.max(0, Math.min(length, bytes.length - start))),
  };
}
