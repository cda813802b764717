import type { FileBytes } from '../../bytes.ts';
import { MediaError } from '../../errors.ts';
import type { Change } from '../pieces.ts';
import { type Box, blank, boxesIn, contentOf, zeros } from './box.ts';
import { sampleRanges } from './samples.ts';

/** What stays, box by box; boxes that are not named as a parent here are kept as they are. */
const kept: Readonly<Record<string, readonly string[]>> = {
  moov: 'mvhd trak mvex pssh'.split(' '),
  mvex: 'mehd trex leva'.split(' '),
  trak: 'tkhd edts tref mdia tapt'.split(' '),
  mdia: 'mdhd hdlr minf elng'.split(' '),
  minf: 'vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl'.split(' '),
  stbl: 'stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sdtp sbgp sgpd subs saiz saio padb'.split(
    ' ',
  ),
  moof: 'mfhd traf'.split(' '),
  traf: 'tfhd tfdt trun saiz saio sbgp sgpd subs senc'.split(' '),
};

/** Pictures, sound and words; data that cameras record beside them (places, motion, time codes) are others. */
const shownOrHeard: ReadonlySet<string> = new Set('vide soun auxv pict subt sbtl clcp text'.split(' '));

/** Drones write where they were as subtitles; their tracks are known by their names. */
const words: ReadonlySet<string> = new Set('subt sbtl clcp text'.split(' '));
const ofMachines = /\b(?:DJI|GoPro|Autel|Parrot|GPS|telemetry)/i;

const smallBox = 1024 * 1024;

interface Track {
  readonly box: Box;
  readonly id: number;
  readonly isKept: boolean;
}

/** `hasRemovedTracks` tells that samples would have to be looked for in fragments too. */
export async function scrubMovie(
  file: FileBytes,
  movie: Box,
  signal: AbortSignal,
): Promise<{ changes: Change[]; hasRemovedTracks: boolean }> {
  const inside = await boxesIn(file, movie.body, movie.end, signal);
  if (inside.some(({ type }) => type === 'cmov'))
    throw new MediaError('unsupported', 'The header is compressed');
  const tracks: Track[] = [];
  for (const box of inside.filter(({ type }) => type === 'trak'))
    tracks.push(await readTrack(file, box, signal));
  const ids = new Set(tracks.flatMap(({ id, isKept }) => (isKept ? [id] : [])));
  const changes: Change[] = [];
  for (const box of inside) {
    const track = tracks.find((one) => one.box === box);
    if (track?.isKept === false) {
      for (const { at, length } of await sampleRanges(file, box, signal)) changes.push(zeros(at, length));
      changes.push(...blank(box));
    } else if (kept.moov?.includes(box.type) === true) {
      changes.push(...(await scrubBox(file, box, { signal, ids })));
    } else {
      changes.push(...blank(box));
    }
  }
  return { changes, hasRemovedTracks: tracks.some(({ isKept }) => !isKept) };
}

export const scrubFragment = (file: FileBytes, fragment: Box, signal: AbortSignal): Promise<Change[]> =>
  scrubBox(file, fragment, { signal, ids: new Set() });

interface Context {
  readonly signal: AbortSignal;
  /** Tracks that are there afterwards. */
  readonly ids: ReadonlySet<number>;
}

async function scrubBox(file: FileBytes, box: Box, context: Context): Promise<Change[]> {
  switch (box.type) {
    case 'mvhd':
    case 'tkhd':
    case 'mdhd':
      return await withoutTimes(file, box);
    case 'hdlr':
      // Behind the kind and three words of the maker: a name.
      return box.end > box.body + 24 ? [zeros(box.body + 12, box.end - box.body - 12)] : [];
    case 'stsd':
      return await withoutEncoderNames(file, box, context.signal);
    case 'dinf':
      await refuseOtherFiles(file, box, context.signal);
      return [];
    case 'tref':
      return await withoutLostReferences(file, box, context);
    default:
      return await scrubChildren(file, box, context);
  }
}

async function scrubChildren(file: FileBytes, box: Box, context: Context): Promise<Change[]> {
  const names = kept[box.type];
  if (names === undefined) return [];
  const changes: Change[] = [];
  for (const child of await boxesIn(file, box.body, box.end, context.signal)) {
    changes.push(...(names.includes(child.type) ? await scrubBox(file, child, context) : blank(child)));
  }
  return changes;
}

async function readTrack(file: FileBytes, box: Box, signal: AbortSignal): Promise<Track> {
  const inside = await boxesIn(file, box.body, box.end, signal);
  const header = inside.find(({ type }) => type === 'tkhd');
  const media = inside.find(({ type }) => type === 'mdia');
  if (header === undefined || media === undefined)
    throw new MediaError('corrupt', 'A track without a header');
  const handler = (await boxesIn(file, media.body, media.end, signal)).find(({ type }) => type === 'hdlr');
  if (handler === undefined) throw new MediaError('corrupt', 'A track of no kind');
  const version = (await file.read(header.body, 1))[0];
  const id = (await file.read(header.body + (version === 1 ? 20 : 12), 4)).readUInt32BE(0);
  const kind = (await file.read(handler.body + 8, 4)).toString('latin1');
  const name = (
    await file.readUpTo(handler.body + 24, Math.min(64, handler.end - handler.body - 24))
  ).toString('latin1');
  return { box, id, isKept: shownOrHeard.has(kind) && !(words.has(kind) && ofMachines.test(name)) };
}

/** When it was made and changed. */
async function withoutTimes(file: FileBytes, { body }: Box): Promise<Change[]> {
  const version = (await file.read(body, 1))[0];
  return [zeros(body + 4, version === 1 ? 16 : 8)];
}

/** Cameras put their own name where the encoder's belongs. */
async function withoutEncoderNames(file: FileBytes, box: Box, signal: AbortSignal): Promise<Change[]> {
  const entries = await boxesIn(file, box.body + 8, box.end, signal);
  const moving = entries.filter(({ at, end, type }) => end - at >= 86 && !soundOrText.has(type));
  const changes: Change[] = [];
  for (const { at } of moving) {
    // Only where the fields before it are those of a picture: its size, and one frame a sample.
    const entry = await file.read(at, 86);
    const isPicture =
      entry.readUInt16BE(32) > 0 && entry.readUInt16BE(34) > 0 && entry.readUInt16BE(48) === 1;
    if (isPicture && (entry[50] ?? 0) < 32) changes.push(zeros(at + 50, 32));
  }
  return changes;
}

const soundOrText: ReadonlySet<string> = new Set(
  'mp4a ac-3 ec-3 alac sowt twos lpcm Opus fLaC tx3g text wvtt stpp c608'.split(' '),
);

/** A reference to another file names its path; there is nothing to play without that file anyway. */
async function refuseOtherFiles(file: FileBytes, box: Box, signal: AbortSignal): Promise<void> {
  for (const list of await boxesIn(file, box.body, box.end, signal)) {
    if (list.type !== 'dref') continue;
    for (const reference of await boxesIn(file, list.body + 8, list.end, signal)) {
      const flags = (await file.read(reference.body, 4)).readUInt32BE(0);
      const isOwn = (flags & 1) === 1 && reference.end - reference.body === 4;
      if (!isOwn) throw new MediaError('unsupported', 'The samples are in another file');
    }
  }
}

async function withoutLostReferences(file: FileBytes, box: Box, { ids, signal }: Context): Promise<Change[]> {
  const changes: Change[] = [];
  for (const reference of await boxesIn(file, box.body, box.end, signal)) {
    const content = await contentOf(file, reference, smallBox);
    const named = Array.from({ length: content.length >> 2 }, (_, n) => content.readUInt32BE(n * 4));
    if (!named.every((id) => ids.has(id))) changes.push(...blank(reference));
  }
  return changes;
}
