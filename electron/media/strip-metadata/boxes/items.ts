import type { FileBytes } from '../../bytes.ts';
import { MediaError } from '../../errors.ts';
import type { Change } from '../pieces.ts';
import { type Box, boxesIn, zeros } from './box.ts';
import {
  type Item,
  readItems,
  readLocations,
  readReferences,
  withoutItems,
  withoutLocations,
  withoutReferences,
} from './item-lists.ts';

/** Pictures as they are coded, and those that are put together from others. */
const pictures: ReadonlySet<string> = new Set(
  'hvc1 hev1 lhv1 av01 avc1 vvc1 jpeg j2k1 unci mski grid iovl iden tmap'.split(' '),
);
/** Lists of the items; everything else beside them is free text or XML. */
const kept: ReadonlySet<string> = new Set('hdlr pitm iloc iinf iref iprp idat grpl dinf'.split(' '));
/** Properties that tell instead of show: descriptions, times. */
const telling: ReadonlySet<string> = new Set('udes crtt mdft altt uuid free skip'.split(' '));

/** Bytes of one list; that of ten thousand tiles has some hundred thousand. */
const largestList = 16 * 1024 * 1024;

/**
 * Takes metadata out of a list of pictures (HEIC, AVIF): EXIF, XMP, manifests, and thumbnails, which may show what was
 * cropped. The list keeps its size, so that the pictures stay where they are.
 *
 * @param data boxes that hold items only: what no remaining item lies in is overwritten. Empty where a movie shares them.
 * @returns null where the items are no pictures
 */
export async function scrubItems(
  file: FileBytes,
  meta: Box,
  data: readonly Box[],
  signal: AbortSignal,
): Promise<Change[] | null> {
  const boxes = await boxesIn(file, meta.body + 4, meta.end, signal);
  const find = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const read = async (type: string): Promise<Buffer | null> => {
    const box = find(type);
    if (box === undefined) return null;
    if (box.end - box.at > largestList) throw new MediaError('unsupported', `The list ${type} is too large`);
    return await file.read(box.at, box.end - box.at);
  };
  const handler = await read('hdlr');
  if (handler?.toString('latin1', 16, 20) !== 'pict') return null;
  const [infos, locations, primary] = [await read('iinf'), await read('iloc'), await read('pitm')];
  if (infos === null || locations === null || primary === null) {
    throw new MediaError('corrupt', 'The list of pictures is not whole');
  }
  const references = await read('iref');
  const items = readItems(infos);
  const gone = removedItems(items, references);
  if (gone.has(primary[8] === 0 ? primary.readUInt16BE(12) : primary.readUInt32BE(12))) {
    throw new MediaError('unsupported', 'The picture is of a kind that is not known');
  }

  const rebuilt: Readonly<Record<string, Buffer | null>> = {
    iinf: withoutItems(infos, gone),
    iloc: withoutLocations(locations, gone),
    iref: references === null ? null : withoutReferences(references, gone),
  };
  const parts: Buffer[] = [];
  const changes: Change[] = [];
  let left = 0;
  // Lists that become shorter move what is behind them, but nothing points into them; `idat` alone is pointed into,
  // and by its own beginning.
  for (const box of boxes) {
    const size = box.end - box.at;
    const own = rebuilt[box.type];
    const part = own ?? (await file.read(box.at, size));
    if (kept.has(box.type) && own !== null) parts.push(scrubbed(box.type, part));
    left += kept.has(box.type) && own !== null ? size - part.length : size;
  }
  if (left > 0) parts.push(freeSpace(left));
  const start = meta.body + 4;
  const inner = Buffer.concat(parts);
  changes.push({ at: start, with: inner });

  const ranges = readLocations(locations, find('idat') !== undefined);
  const stored = ranges.filter(({ where }) => where === 'file');
  if (data.length === 0) {
    for (const { id, at, length } of stored) if (gone.has(id)) changes.push(zeros(at, length));
  } else {
    changes.push(
      ...zeroUnused(
        data,
        stored.filter(({ id }) => !gone.has(id)),
      ),
    );
  }
  blankInner(
    inner,
    ranges.filter(({ id, where }) => where === 'list' && gone.has(id)),
  );
  return changes;
}

/** What is no picture, the thumbnails, and the tiles that only those were put together from. */
function removedItems(items: readonly Item[], references: Buffer | null): ReadonlySet<number> {
  const gone = new Set(items.filter(({ type }) => !pictures.has(type)).map(({ id }) => id));
  const links = references === null ? [] : readReferences(references);
  const thumbnails = new Set(links.filter(({ type }) => type === 'thmb').map(({ from }) => from));
  for (const id of thumbnails) gone.add(id);
  const tiles = links.filter(({ type }) => type === 'dimg');
  const needed = new Set(tiles.filter(({ from }) => !gone.has(from)).flatMap(({ to }) => to));
  for (const { from, to } of tiles) {
    if (thumbnails.has(from)) for (const id of to) if (!needed.has(id)) gone.add(id);
  }
  return gone;
}

function scrubbed(type: string, box: Buffer): Buffer {
  const result = Buffer.from(box);
  if (type === 'hdlr') result.fill(0, Math.min(20, box.length));
  if (type === 'iprp') scrubProperties(result);
  return result;
}

/** Properties are named by their place in the list, so each stays there, if only as free space. */
function scrubProperties(list: Buffer): void {
  const within = (from: number, to: number, use: (type: string, at: number, end: number) => void): void => {
    for (let at = from; at + 8 <= to; ) {
      const length = list.readUInt32BE(at);
      if (length < 8 || at + length > to) throw new MediaError('corrupt', 'The properties make no sense');
      use(list.toString('latin1', at + 4, at + 8), at, at + length);
      at += length;
    }
  };
  within(8, list.length, (type, at, end) => {
    if (type !== 'ipco') return;
    within(at + 8, end, (property, from, to) => {
      if (!telling.has(property)) return;
      list.write('free', from + 4, 'latin1');
      list.fill(0, from + 8, to);
    });
  });
}

function freeSpace(length: number): Buffer {
  const box = Buffer.alloc(length);
  // Less than a header is left by nothing that can be taken out.
  if (length < 8) throw new MediaError('unsupported', 'The list can not be filled up');
  box.writeUInt32BE(length, 0);
  box.write('free', 4, 'latin1');
  return box;
}

/** Items may lie in the list itself. */
function blankInner(inner: Buffer, ranges: readonly { at: number; length: number }[]): void {
  if (ranges.length === 0) return;
  for (let at = 0; at + 8 <= inner.length; at += inner.readUInt32BE(at)) {
    if (inner.toString('latin1', at + 4, at + 8) !== 'idat') continue;
    for (const range of ranges)
      inner.fill(0, at + 8 + range.at, Math.min(inner.length, at + 8 + range.at + range.length));
    return;
  }
}

function zeroUnused(data: readonly Box[], used: readonly { at: number; length: number }[]): Change[] {
  const inOrder = [...used].sort((a, b) => a.at - b.at);
  return data.flatMap(({ body, end }) => {
    const gaps: Change[] = [];
    let at = body;
    for (const range of inOrder) {
      if (range.at >= end) break;
      if (range.at > at) gaps.push(zeros(at, range.at - at));
      at = Math.max(at, range.at + range.length);
    }
    if (at < end) gaps.push(zeros(at, end - at));
    return gaps;
  });
}
