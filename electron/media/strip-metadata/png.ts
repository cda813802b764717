import { crc32 } from 'node:zlib';
import { MediaError, throwIfAborted } from '../errors.ts';
import { exifOfOrientation, orientationOf } from './orientation.ts';
import { copy, literal, type Piece, type Planner, windowed } from './pieces.ts';

/** What decoding, colour, size and animation need. */
const kept: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
);
const largestExif = 16 * 1024 * 1024;

/** PNG and APNG: text, times, manifests and whatever programs keep for themselves are left out; of EXIF the way up stays. */
export const stripPng: Planner = async (whole, signal) => {
  const file = windowed(whole);
  const pieces: Piece[] = [copy(0, 8)];
  for (let at = 8; ; ) {
    throwIfAborted(signal);
    const head = await file.read(at, 8);
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    const total = length + 12;
    if (at + total > file.size) throw new MediaError('truncated', `${type} is not whole`);
    if (kept.has(type)) pieces.push(copy(at, total));
    else if (type === 'eXIf' && length <= largestExif) {
      const orientation = orientationOf(await file.read(at + 8, length));
      if (orientation > 1) pieces.push(literal(chunk('eXIf', exifOfOrientation(orientation))));
    } else if (/^[A-Z]/.test(type)) {
      throw new MediaError('unsupported', `The picture needs a chunk that is not known (${type})`);
    }
    at += total;
    if (type === 'IEND') return pieces;
  }
};

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
