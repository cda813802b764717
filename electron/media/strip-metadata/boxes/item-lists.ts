import { MediaError } from '../../errors.ts';

export interface Item {
  readonly id: number;
  readonly type: string;
}

/** A reference from one item to others. */
interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

export interface Location {
  readonly id: number;
  /** Within the file, or within the data that the list itself holds. */
  readonly where: 'file' | 'list';
  readonly at: number;
  readonly length: number;
}

/** Each of the lists is a box as a whole: size, type, version and flags stand in its first 12 bytes. */
const headBytes = 12;

function reader(bytes: Buffer, start: number) {
  let at = start;
  return {
    get at() {
      return at;
    },
    /** A number of 0, 2, 4 or 8 bytes. */
    number(width: number): number {
      if (at + width > bytes.length) throw new MediaError('truncated', 'A list of items is not whole');
      at += width;
      if (width === 8) return Number(bytes.readBigUInt64BE(at - 8));
      return width === 0 ? 0 : bytes.readUIntBE(at - width, width);
    },
  };
}

const versionOf = (box: Buffer): number => box[8] ?? 0;

function withHead(box: Buffer, headLength: number, parts: readonly Buffer[]): Buffer {
  const whole = Buffer.concat([box.subarray(0, headLength), ...parts]);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
}

function infoBoxes(infos: Buffer): { item: Item; bytes: Buffer }[] {
  const wide = versionOf(infos) > 0;
  const boxes: { item: Item; bytes: Buffer }[] = [];
  for (let at = headBytes + (wide ? 4 : 2); at + 8 <= infos.length; ) {
    const length = infos.readUInt32BE(at);
    const bytes = infos.subarray(at, at + length);
    if (length < 20 || bytes.length < length)
      throw new MediaError('corrupt', 'The list of items makes no sense');
    if (versionOf(bytes) < 2) throw new MediaError('unsupported', 'Items of an old kind');
    const wideId = versionOf(bytes) > 2;
    const id = wideId ? bytes.readUInt32BE(12) : bytes.readUInt16BE(12);
    const place = wideId ? 18 : 16;
    boxes.push({ item: { id, type: bytes.toString('latin1', place, place + 4) }, bytes });
    at += length;
  }
  return boxes;
}

/** Items of an `iinf` box. */
export const readItems = (infos: Buffer): readonly Item[] => infoBoxes(infos).map(({ item }) => item);

export function withoutItems(infos: Buffer, gone: ReadonlySet<number>): Buffer {
  const left = infoBoxes(infos).filter(({ item }) => !gone.has(item.id));
  const wide = versionOf(infos) > 0;
  // Names of items are free text; behind the type nothing else follows for a picture.
  const parts = left.map(({ bytes }) => Buffer.from(bytes).fill(0, versionOf(bytes) > 2 ? 22 : 20));
  const whole = withHead(infos, headBytes + (wide ? 4 : 2), parts);
  if (wide) whole.writeUInt32BE(left.length, headBytes);
  else whole.writeUInt16BE(left.length, headBytes);
  return whole;
}

/** Entries of an `iloc` box, each with its own bytes. */
function locationEntries(box: Buffer) {
  const version = versionOf(box);
  if (version > 2) throw new MediaError('unsupported', 'Items are listed in a way that is not known');
  const widths = box.length < headBytes + 4 ? 0 : box.readUInt16BE(headBytes);
  const [offset, length, base] = [widths >> 12, (widths >> 8) & 15, (widths >> 4) & 15];
  const index = version > 0 ? widths & 15 : 0;
  if ([offset, length, base, index].some((width) => ![0, 4, 8].includes(width))) {
    throw new MediaError('corrupt', 'The places of the items make no sense');
  }
  // Entries without a length take no room, so that there could be any number of them.
  if (length === 0) throw new MediaError('unsupported', 'Items lie where they can not be told apart');
  const next = reader(box, headBytes + 2);
  const count = next.number(version < 2 ? 2 : 4);
  const first = next.at;
  const entries = Array.from({ length: Math.min(count, box.length) }, () => {
    const start = next.at;
    const id = next.number(version < 2 ? 2 : 4);
    const method = version > 0 ? next.number(2) & 15 : 0;
    const elsewhere = next.number(2) !== 0;
    const from = next.number(base);
    const extents = Array.from({ length: next.number(2) }, () => {
      next.number(index);
      return { at: from + next.number(offset), length: next.number(length) };
    });
    return { id, method, elsewhere, extents, bytes: box.subarray(start, next.at) };
  });
  return { first, wide: version === 2, entries };
}

/** @throws MediaError `unsupported` for items that lie in other files or in other items */
export function readLocations(box: Buffer, hasInnerData: boolean): readonly Location[] {
  return locationEntries(box).entries.flatMap(({ id, method, elsewhere, extents }) => {
    const isKnown = method === 0 || (method === 1 && hasInnerData);
    // An extent without a length reaches to the end of whatever it lies in.
    if (elsewhere || !isKnown || extents.some(({ length }) => length === 0)) {
      throw new MediaError('unsupported', 'Items lie where they can not be told apart');
    }
    return extents.map(
      ({ at, length }): Location => ({ id, where: method === 0 ? 'file' : 'list', at, length }),
    );
  });
}

export function withoutLocations(box: Buffer, gone: ReadonlySet<number>): Buffer {
  const { first, wide, entries } = locationEntries(box);
  const left = entries.filter(({ id }) => !gone.has(id));
  const whole = withHead(
    box,
    first,
    left.map(({ bytes }) => bytes),
  );
  if (wide) whole.writeUInt32BE(left.length, first - 4);
  else whole.writeUInt16BE(left.length, first - 2);
  return whole;
}

/** References of an `iref` box. */
export function readReferences(box: Buffer): readonly Reference[] {
  const width = versionOf(box) === 0 ? 2 : 4;
  const references: Reference[] = [];
  for (let at = headBytes; at + 8 <= box.length; ) {
    const length = box.readUInt32BE(at);
    if (length < 8 + width + 2 || at + length > box.length) {
      throw new MediaError('corrupt', 'The references make no sense');
    }
    const next = reader(box.subarray(0, at + length), at + 8);
    const from = next.number(width);
    const to = Array.from({ length: next.number(2) }, () => next.number(width));
    references.push({ type: box.toString('latin1', at + 4, at + 8), from, to });
    at += length;
  }
  return references;
}

/** Null where nothing refers to anything any more. */
export function withoutReferences(box: Buffer, gone: ReadonlySet<number>): Buffer | null {
  const width = versionOf(box) === 0 ? 2 : 4;
  const parts = readReferences(box).flatMap(({ type, from, to }) => {
    const left = to.filter((id) => !gone.has(id));
    if (gone.has(from) || left.length === 0) return [];
    const bytes = Buffer.alloc(8 + width + 2 + left.length * width);
    bytes.writeUInt32BE(bytes.length, 0);
    bytes.write(type, 4, 'latin1');
    bytes.writeUIntBE(from, 8, width);
    bytes.writeUInt16BE(left.length, 8 + width);
    for (const [n, id] of left.entries()) bytes.writeUIntBE(id, 10 + width + n * width, width);
    return [bytes];
  });
  return parts.length === 0 ? null : withHead(box, headBytes, parts);
}
