import type { FileBytes } from '../bytes.ts';
import { MediaError, throwIfAborted } from '../errors.ts';
import { type Change, changed, type Planner, windowed } from './pieces.ts';

/** An element of EBML, the container that WebM and Matroska are written in. */
interface Element {
  readonly id: number;
  readonly at: number;
  /** Where its content begins. */
  readonly body: number;
  /** Where it ends; that of its parent where it doesn't say. */
  readonly end: number;
  readonly isOpen: boolean;
}

const id = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  info: 0x1549a966,
  muxer: 0x4d80,
  writer: 0x5741,
  timeScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackName: 0x536e,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  chapters: 0x1043a770,
  checksum: 0xbf,
} as const;

/** Of one element that is not a cluster. */
const mostChildren = 100_000;

const inSegment: ReadonlySet<number> = new Set([
  id.seekHead,
  id.info,
  id.tracks,
  id.cluster,
  id.cues,
  id.chapters,
]);
/** Time, groups of blocks and the like, where a cluster doesn't say how long it is. */
const inCluster: ReadonlySet<number> = new Set([0xe7, 0xa3, 0xa0, 0xa7, 0xab, 0xaf, 0x5854]);
/** Written by every program, required of every file: what stands in them is overwritten. */
const programs: ReadonlySet<number> = new Set([id.muxer, id.writer]);
const inInfo: ReadonlySet<number> = new Set([id.timeScale, id.duration, id.muxer, id.writer]);

/**
 * WebM and Matroska. Tags, attachments, titles, dates, names of programs and tracks become empty elements of the same
 * size, so that all that plays stays at its place, bit for bit. Chapters stay.
 */
export const stripMatroska: Planner = async (whole, signal) => {
  const file = windowed(whole, 4096);
  const header = await elementAt(file, 0, file.size);
  const segment = await elementAt(file, header.end, file.size);
  if (header.id !== id.header || segment.id !== id.segment)
    throw new MediaError('corrupt', 'No Matroska file');
  const changes: Change[] = [];
  const lost = new Set<number>();
  const seekHeads: Element[] = [];
  let hasClusters = false;
  for (let at = segment.body; at < segment.end; ) {
    throwIfAborted(signal);
    const element = await elementAt(file, at, segment.end);
    at = element.isOpen ? element.body : element.end;
    if (element.isOpen && element.id !== id.cluster) {
      throw new MediaError('unsupported', 'An element has no end');
    }
    if (element.id === id.seekHead) seekHeads.push(element);
    else if (element.id === id.info) changes.push(...(await scrubInfo(file, element)));
    else if (element.id === id.tracks) changes.push(...(await scrubTracks(file, element)));
    else if (!inSegment.has(element.id) && !(hasClusters && inCluster.has(element.id))) {
      lost.add(element.id);
      changes.push(...emptied(element));
    }
    hasClusters ||= element.id === id.cluster;
  }
  for (const list of seekHeads) changes.push(...(await scrubSeeks(file, list, lost)));
  return changed(segment.end, changes);
};

async function scrubInfo(file: FileBytes, info: Element): Promise<Change[]> {
  const changes: Change[] = [];
  for (const element of await childrenOf(file, info)) {
    if (programs.has(element.id)) {
      changes.push({ at: element.body, with: { zeros: element.end - element.body } });
    } else if (!inInfo.has(element.id)) changes.push(...emptied(element));
  }
  return changes;
}

/** A checksum would be that of what stood there before, and goes with it. */
async function scrubTracks(file: FileBytes, tracks: Element): Promise<Change[]> {
  const changes: Change[] = [];
  for (const element of await childrenOf(file, tracks)) {
    if (element.id !== id.track) {
      changes.push(...emptied(element));
      continue;
    }
    for (const child of await childrenOf(file, element)) {
      if (child.id === id.trackName || child.id === id.checksum) changes.push(...emptied(child));
    }
  }
  return changes;
}

/** What the list of places says about elements that are gone. */
async function scrubSeeks(file: FileBytes, list: Element, lost: ReadonlySet<number>): Promise<Change[]> {
  const changes: Change[] = [];
  for (const element of await childrenOf(file, list)) {
    const named =
      element.id === id.seek
        ? (await childrenOf(file, element)).find((child) => child.id === id.seekId)
        : undefined;
    const target = named === undefined ? null : await numberIn(file, named);
    if (target === null || lost.has(target)) changes.push(...emptied(element));
  }
  return changes;
}

async function numberIn(file: FileBytes, { body, end }: Element): Promise<number | null> {
  const length = end - body;
  return length < 1 || length > 4 ? null : (await file.read(body, length)).readUIntBE(0, length);
}

async function childrenOf(file: FileBytes, parent: Element): Promise<Element[]> {
  const children: Element[] = [];
  for (let at = parent.body; at < parent.end; ) {
    const child = await elementAt(file, at, parent.end);
    if (child.isOpen) throw new MediaError('unsupported', 'An element has no end');
    if (children.length >= mostChildren) throw new MediaError('corrupt', 'The elements make no sense');
    children.push(child);
    at = child.end;
  }
  return children;
}

async function elementAt(file: FileBytes, at: number, parentEnd: number): Promise<Element> {
  const head = await file.readUpTo(at, 12);
  const idWidth = Math.clz32(head[0] ?? 0) - 23;
  const sizeWidth = Math.clz32(head[idWidth] ?? 0) - 23;
  if (idWidth < 1 || idWidth > 4 || sizeWidth < 1 || sizeWidth > 8) {
    throw new MediaError('corrupt', 'The elements make no sense');
  }
  const body = at + idWidth + sizeWidth;
  if (head.length < body - at) throw new MediaError('truncated', 'An element is not whole');
  let size = 0n;
  for (const byte of head.subarray(idWidth, idWidth + sizeWidth)) size = size * 256n + BigInt(byte);
  const ones = (1n << BigInt(7 * sizeWidth)) - 1n;
  size &= ones;
  const isOpen = size === ones;
  const end = isOpen ? parentEnd : body + Number(size);
  if (end > parentEnd) throw new MediaError('truncated', 'An element is not whole');
  return { id: head.readUIntBE(0, idWidth), at, body, end, isOpen };
}

/** A void of the same size; one of a single byte would be none, but no element is that short. */
function emptied({ at, end }: Element): Change[] {
  const length = end - at;
  const isLong = length >= 9;
  const head = Buffer.alloc(isLong ? 9 : 2);
  head[0] = 0xec;
  if (isLong) {
    head[1] = 1;
    head.writeUIntBE(length - 9, 3, 6);
  } else head[1] = 0x80 | (length - 2);
  return [
    { at, with: head },
    { at: at + head.length, with: { zeros: length - head.length } },
  ];
}
