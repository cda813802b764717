import type { FileBytes } from '../bytes.ts';
import { MediaError, throwIfAborted } from '../errors.ts';
import { copy, literal, type Piece, type Planner } from './pieces.ts';

/** MP3 and AAC are nothing but frames; tags stand before and behind them. */
export const stripFrames: Planner = async (file) => {
  const start = await skipTags(file, 0);
  const end = await endOfSound(file, start);
  if (end <= start) throw new MediaError('corrupt', 'There is no sound');
  return [copy(start, end - start)];
};

const streamInfo = 0;
const seekTable = 3;
const last = 0x80;

/** FLAC: of its blocks the facts of the stream and the seek table stay. */
export const stripFlac: Planner = async (file, signal) => {
  const start = await skipTags(file, 0);
  if ((await file.read(start, 4)).toString('latin1') !== 'fLaC') throw new MediaError('corrupt', 'No FLAC');
  const blocks: { type: number; at: number; length: number }[] = [];
  let at = start + 4;
  for (let isLast = false; !isLast; ) {
    throwIfAborted(signal);
    const head = await file.read(at, 4);
    isLast = ((head[0] ?? 0) & last) !== 0;
    const length = head.readUIntBE(1, 3);
    blocks.push({ type: (head[0] ?? 0) & ~last, at, length });
    at += 4 + length;
  }
  const kept = blocks.filter(({ type }) => type === streamInfo || type === seekTable);
  const pieces: Piece[] = [literal(Buffer.from('fLaC', 'latin1'))];
  for (const [index, block] of kept.entries()) {
    const head = Buffer.from(await file.read(block.at, 4));
    head[0] = block.type | (index === kept.length - 1 ? last : 0);
    pieces.push(literal(head), copy(block.at + 4, block.length));
  }
  const end = await endOfSound(file, at);
  return [...pieces, copy(at, end - at)];
};

const sevenBits = (bytes: Buffer): number => bytes.reduce((sum, byte) => sum * 128 + (byte & 127), 0);

/** Behind ID3v2 (of which there may be several) and APE tags at the beginning. */
async function skipTags(file: FileBytes, from: number): Promise<number> {
  for (let at = from; ; ) {
    const head = await file.readUpTo(at, 32);
    if (head.length >= 10 && head.toString('latin1', 0, 3) === 'ID3') {
      const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : 10;
      at += 10 + sevenBits(head.subarray(6, 10)) + footer;
    } else if (head.length === 32 && head.toString('latin1', 0, 8) === 'APETAGEX') {
      at += 32 + head.readUInt32LE(12);
    } else return at;
    if (at > file.size) throw new MediaError('truncated', 'The tags are not whole');
  }
}

/** Before ID3v1, ID3v2 at the end, APE and Lyrics3 tags, in whatever order they were put there. */
async function endOfSound(file: FileBytes, start: number): Promise<number> {
  for (let end = file.size; ; ) {
    const length = await trailingTag(file, end);
    if (length === 0) return end;
    end -= length;
    if (end < start) throw new MediaError('corrupt', 'The tags are longer than the file');
  }
}

async function trailingTag(file: FileBytes, end: number): Promise<number> {
  const tail = await file.read(Math.max(0, end - 128), Math.min(128, end));
  const fromEnd = (length: number, count: number): string =>
    tail.length < length ? '' : tail.toString('latin1', tail.length - length, tail.length - length + count);
  if (fromEnd(128, 3) === 'TAG') return 128;
  if (fromEnd(32, 8) === 'APETAGEX') {
    const footer = tail.subarray(-32);
    const hasHeader = (footer.readUInt32LE(20) & 0x80000000) !== 0;
    return footer.readUInt32LE(12) + (hasHeader ? 32 : 0);
  }
  if (fromEnd(10, 3) === '3DI') return 20 + sevenBits(tail.subarray(-4));
  if (fromEnd(9, 9) === 'LYRICS200') return 15 + (Number.parseInt(fromEnd(15, 6), 10) || 0);
  return 0;
}
