import type { FileBytes } from '../../bytes.ts';
import { MediaError, throwIfAborted } from '../../errors.ts';
import type { Change } from '../pieces.ts';

/** A box of the ISO base media format (MP4, MOV, M4A, HEIC, AVIF). */
export interface Box {
  readonly type: string;
  readonly at: number;
  /** Where its content begins. */
  readonly body: number;
  readonly end: number;
}

/** Boxes of one level. */
const most = 100_000;

/** @throws MediaError `truncated`, `corrupt` */
export async function boxesIn(
  file: FileBytes,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at < to; ) {
    throwIfAborted(signal);
    // QuickTime ends some lists with four zeros.
    if (to - at < 8) break;
    const head = await file.readUpTo(at, 16);
    const told = head.readUInt32BE(0);
    const isLong = told === 1;
    if (isLong && head.length < 16) throw new MediaError('truncated', 'A box is not whole');
    const length = isLong ? Number(head.readBigUInt64BE(8)) : told === 0 ? to - at : told;
    const type = head.toString('latin1', 4, 8);
    const body = at + (isLong ? 16 : 8);
    if (at + length < body || boxes.length >= most)
      throw new MediaError('corrupt', 'The boxes make no sense');
    if (at + length > to) throw new MediaError('truncated', `The box ${type} is not whole`);
    boxes.push({ type, at, body, end: at + length });
    at += length;
  }
  return boxes;
}

/** Turns a box into free space of the same size: nothing behind it moves. */
export function blank({ at, body, end }: Box): Change[] {
  return [
    { at: at + 4, with: Buffer.from('free', 'latin1') },
    { at: body, with: { zeros: end - body } },
  ];
}

/** A box within a list that is read as a whole. */
export async function contentOf(file: FileBytes, box: Box, largest: number): Promise<Buffer> {
  const length = box.end - box.body;
  if (length > largest) throw new MediaError('unsupported', `The box ${box.type} is too large`);
  return await file.read(box.body, length);
}

export const zeros = (at: number, length: number): Change => ({ at, with: { zeros: length } });
