import type { FileBytes } from '../bytes.ts';
import { MediaError, throwIfAborted } from '../errors.ts';
import { copy, literal, type Piece, type Planner, windowed } from './pieces.ts';

/** Tags that say how samples are stored, which colours they mean, how large the picture is and which way is up. */
const kept: ReadonlySet<number> = new Set([
  ...[
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284,
  ],
  ...[
    290, 291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 333, 334, 336, 338,
  ],
  ...[339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 34675],
]);
const offsetsOf: Readonly<Record<number, number>> = { 273: 279, 324: 325, 513: 514 };
const bytesOfType: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};
const mostPages = 10_000;
const mostStrips = 4_000_000;

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Buffer;
  /** Where its value lies when it doesn't fit into the entry. */
  readonly outside: { readonly at: number; readonly length: number } | null;
}

interface Kept {
  readonly at: number;
  readonly length: number;
  /** What is written there instead of what is there. */
  readonly bytes?: Buffer;
}

/**
 * TIFF: directories keep what belongs to the picture, at their place; every byte of the file that these don't refer to
 * becomes zero (EXIF, IPTC, XMP, Photoshop's layers, previews, and what editors left behind).
 */
export const stripTiff: Planner = async (whole, signal) => {
  const file = windowed(whole);
  const head = await file.read(0, 8);
  const little = head.toString('latin1', 0, 2) === 'II';
  const numbers = numbersOf(little);
  if (numbers.short(head, 2) !== 42)
    throw new MediaError('unsupported', 'A TIFF of a kind that is not known');
  const parts: Kept[] = [{ at: 0, length: 8 }];
  const seen = new Set<number>();
  for (let at = numbers.long(head, 4); at !== 0; ) {
    throwIfAborted(signal);
    if (seen.has(at) || seen.size >= mostPages)
      throw new MediaError('corrupt', 'The pages go round in circles');
    seen.add(at);
    const page = await readPage(file, at, numbers);
    if (parts.length + page.parts.length > mostStrips)
      throw new MediaError('corrupt', 'More parts than of any picture');
    for (const part of page.parts) parts.push(part);
    at = page.next;
  }
  return piecesOf(parts, file.size);
};

interface Numbers {
  short(bytes: Buffer, at: number): number;
  long(bytes: Buffer, at: number): number;
  writeShort(bytes: Buffer, value: number, at: number): void;
  writeLong(bytes: Buffer, value: number, at: number): void;
}

const numbersOf = (little: boolean): Numbers => ({
  short: (bytes, at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
  long: (bytes, at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  writeShort: (bytes, value, at) =>
    void (little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)),
  writeLong: (bytes, value, at) =>
    void (little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)),
});

async function readPage(
  file: FileBytes,
  at: number,
  numbers: Numbers,
): Promise<{ parts: Kept[]; next: number }> {
  const count = numbers.short(await file.read(at, 2), 0);
  const directory = await file.read(at + 2, count * 12 + 4);
  const entries = Array.from({ length: count }, (_, n) =>
    readEntry(directory.subarray(n * 12, n * 12 + 12), numbers),
  );
  refuseRaw(entries, numbers);
  const left = entries.filter(({ tag }) => kept.has(tag));
  const next = numbers.long(directory, count * 12);

  const rewritten = Buffer.alloc(2 + left.length * 12 + 4);
  numbers.writeShort(rewritten, left.length, 0);
  for (const [n, { bytes }] of left.entries()) bytes.copy(rewritten, 2 + n * 12);
  numbers.writeLong(rewritten, next, rewritten.length - 4);
  const parts: Kept[] = [{ at, length: rewritten.length, bytes: rewritten }];
  for (const { outside } of left) if (outside !== null) parts.push(outside);
  for (const [offsets, lengths] of Object.entries(offsetsOf)) {
    const data = await pictureData(file, left, [Number(offsets), lengths], numbers);
    for (const part of data) parts.push(part);
  }
  return { parts, next };
}

const subfileTag = 254;
const subdirectoriesTag = 330;
const dngTag = 50706;

/** Raw files of cameras are TIFFs whose first page is a preview; the picture proper lies in a directory below it. */
function refuseRaw(entries: readonly Entry[], numbers: Numbers): void {
  const find = (tag: number): Entry | undefined => entries.find((entry) => entry.tag === tag);
  const subfile = find(subfileTag);
  const isReduced = subfile !== undefined && (numbers.long(subfile.bytes, 8) & 1) === 1;
  if (find(dngTag) !== undefined || (isReduced && find(subdirectoriesTag) !== undefined)) {
    throw new MediaError('unsupported', 'A raw file of a camera');
  }
}

function readEntry(bytes: Buffer, numbers: Numbers): Entry {
  const type = numbers.short(bytes, 2);
  const count = numbers.long(bytes, 4);
  const length = (bytesOfType[type] ?? 1) * count;
  const outside = length > 4 ? { at: numbers.long(bytes, 8), length } : null;
  return { tag: numbers.short(bytes, 0), type, count, bytes, outside };
}

/** Strips, tiles or a JPEG stream: where they begin and how long they are. */
async function pictureData(
  file: FileBytes,
  entries: readonly Entry[],
  [offsetTag, lengthTag]: readonly [number, number],
  numbers: Numbers,
): Promise<Kept[]> {
  const offsets = await valuesOf(file, entries, offsetTag, numbers);
  const lengths = await valuesOf(file, entries, lengthTag, numbers);
  if (offsets.length !== lengths.length)
    throw new MediaError('unsupported', 'The picture’s data has no known length');
  return offsets.map((at, n) => ({ at, length: lengths[n] ?? 0 }));
}

async function valuesOf(
  file: FileBytes,
  entries: readonly Entry[],
  tag: number,
  numbers: Numbers,
): Promise<number[]> {
  const entry = entries.find((one) => one.tag === tag);
  if (entry === undefined) return [];
  const width = bytesOfType[entry.type];
  if ((width !== 2 && width !== 4) || entry.count > mostStrips)
    throw new MediaError('corrupt', 'A value of no use');
  const bytes =
    entry.outside === null
      ? entry.bytes.subarray(8)
      : await file.read(entry.outside.at, entry.outside.length);
  return Array.from({ length: entry.count }, (_, n) =>
    width === 2 ? numbers.short(bytes, n * 2) : numbers.long(bytes, n * 4),
  );
}

/** Parts in order with zeros between; directories are written last, so that nothing else may stand in them. */
function piecesOf(parts: readonly Kept[], size: number): Piece[] {
  const inOrder = [...parts].filter(({ length }) => length > 0).sort((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let at = 0;
  let afterDirectory = 0;
  for (const part of inOrder) {
    const end = part.at + part.length;
    if (end > size) throw new MediaError('truncated', 'The file ends before what it announces');
    if ((part.bytes !== undefined && part.at < at) || part.at < afterDirectory) {
      throw new MediaError('unsupported', 'Parts of the picture lie within each other');
    }
    if (part.at > at) pieces.push({ kind: 'zeros', length: part.at - at });
    if (part.bytes !== undefined) {
      pieces.push(literal(part.bytes));
      afterDirectory = end;
    } else if (end > at) {
      const from = Math.max(at, part.at);
      pieces.push(copy(from, end - from));
    }
    at = Math.max(at, end);
  }
  return pieces;
}
