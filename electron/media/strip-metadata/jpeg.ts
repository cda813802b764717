import type { FileBytes } from '../bytes.ts';
import { MediaError, throwIfAborted } from '../errors.ts';
import { exifOfOrientation, orientationOf } from './orientation.ts';
import { copy, literal, type Piece, type Planner, windowed } from './pieces.ts';

const marker = {
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
  app15: 0xef,
  comment: 0xfe,
} as const;

const chunk = 256 * 1024;

/**
 * Keeps what decoding needs: tables, scans, the colour profile and Adobe's note of the colour model; of JFIF the
 * density, of EXIF the way up. What stands behind the picture's end (previews, motion, gain maps) is left out.
 */
export const stripJpeg: Planner = async (whole, signal) => {
  const file = windowed(whole);
  if ((await file.read(0, 2)).readUInt16BE(0) !== 0xff00 + marker.soi)
    throw new MediaError('corrupt', 'No JPEG');
  const pieces: Piece[] = [copy(0, 2)];
  let isTurned = false;
  let at = 2;
  for (;;) {
    throwIfAborted(signal);
    const [prefix, type = 0] = await file.read(at, 2);
    if (prefix !== 0xff) throw new MediaError('corrupt', 'A segment does not begin with a marker');
    if (type === 0xff) {
      at += 1;
      continue;
    }
    if (type === marker.eoi) return [...pieces, copy(at, 2)];
    if (isAlone(type)) {
      pieces.push(copy(at, 2));
      at += 2;
      continue;
    }
    const length = 2 + (await file.read(at + 2, 2)).readUInt16BE(0);
    const segment = await file.read(at, length);
    if (type === marker.app1 && !isTurned && segment.toString('latin1', 4, 10) === 'Exif\0\0') {
      const orientation = orientationOf(segment.subarray(10));
      if (orientation > 1) pieces.push(literal(exifSegment(orientation)));
      isTurned = true;
    } else {
      pieces.push(...kept(type, segment, at));
    }
    at += length;
    if (type === marker.sos) {
      const end = await endOfScan(whole, at, signal);
      pieces.push(copy(at, end - at));
      at = end;
    }
  }
};

/** Markers without a segment: restarts and TEM. */
const isAlone = (type: number): boolean => type === 0x01 || (type >= 0xd0 && type <= 0xd7);

function kept(type: number, segment: Buffer, at: number): Piece[] {
  const starts = (name: string): boolean => segment.toString('latin1', 4, 4 + name.length) === name;
  switch (type) {
    case marker.app0:
      return starts('JFIF\0') && segment.length >= 18 ? [literal(withoutThumbnail(segment))] : [];
    case marker.app2:
      return starts('ICC_PROFILE\0') ? [copy(at, segment.length)] : [];
    case marker.app14:
      return starts('Adobe') && segment.length >= 16 ? [literal(cutTo(segment, 16))] : [];
    case marker.comment:
      return [];
    default:
      return type >= marker.app1 && type <= marker.app15 ? [] : [copy(at, segment.length)];
  }
}

/** A segment of so many bytes, marker included. */
function cutTo(segment: Buffer, length: number): Buffer {
  const cut = Buffer.from(segment.subarray(0, length));
  cut.writeUInt16BE(length - 2, 2);
  return cut;
}

function withoutThumbnail(jfif: Buffer): Buffer {
  const cut = cutTo(jfif, 18);
  cut.fill(0, 16);
  return cut;
}

function exifSegment(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOfOrientation(orientation)]);
  const head = Buffer.from([0xff, marker.app1, 0, body.length + 2]);
  return Buffer.concat([head, body]);
}

/** Where the coded picture ends: at a marker that is no restart. */
async function endOfScan(file: FileBytes, start: number, signal: AbortSignal): Promise<number> {
  for (let at = start; ; ) {
    throwIfAborted(signal);
    const bytes = await file.readUpTo(at, chunk);
    if (bytes.length < 2) throw new MediaError('truncated', 'The picture has no end');
    let mark = bytes.indexOf(0xff);
    while (mark !== -1 && mark + 1 < bytes.length) {
      const next = bytes[mark + 1] ?? 0;
      if (next !== 0 && next !== 0xff && !isAlone(next)) return at + mark;
      mark = bytes.indexOf(0xff, mark + 1);
    }
    // A marker may lie across the border of two chunks.
    at += mark === -1 ? bytes.length : mark;
  }
}
