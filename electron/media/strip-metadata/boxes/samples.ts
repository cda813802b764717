import type { FileBytes } from '../../bytes.ts';
import { MediaError } from '../../errors.ts';
import { type Box, boxesIn, contentOf } from './box.ts';

export interface Range {
  readonly at: number;
  readonly length: number;
}

/** Tables of a track that is taken out; those of hours of data have some megabytes. */
const largestTable = 64 * 1024 * 1024;

const mostSamples = 16_000_000;

/** Where the samples of a track lie, chunk by chunk. */
export async function sampleRanges(file: FileBytes, track: Box, signal: AbortSignal): Promise<Range[]> {
  let tables: readonly Box[] = [track];
  for (const type of ['trak', 'mdia', 'minf', 'stbl']) {
    const box = tables.find((one) => one.type === type);
    if (box === undefined) throw new MediaError('corrupt', 'A track without tables');
    tables = await boxesIn(file, box.body, box.end, signal);
  }
  const table = async (...types: string[]): Promise<{ type: string; bytes: Buffer } | undefined> => {
    const box = tables.find(({ type }) => types.includes(type));
    return box === undefined
      ? undefined
      : { type: box.type, bytes: await contentOf(file, box, largestTable) };
  };
  const [sizes, offsets, runs] = [await table('stsz'), await table('stco', 'co64'), await table('stsc')];
  if (sizes === undefined || offsets === undefined || runs === undefined) {
    throw new MediaError('unsupported', 'Samples are listed in a way that is not known');
  }
  const sizeOf = sizeReader(sizes.bytes);
  const perChunk = chunkReader(runs.bytes);
  const wide = offsets.type === 'co64';
  const chunks = counted(offsets.bytes, 4, 8, wide ? 8 : 4);
  const ranges: Range[] = [];
  let sample = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const place = 8 + chunk * (wide ? 8 : 4);
    const at = wide ? Number(offsets.bytes.readBigUInt64BE(place)) : offsets.bytes.readUInt32BE(place);
    let length = 0;
    for (let left = perChunk(chunk + 1); left > 0; left--) length += sizeOf(sample++);
    if (at + length > file.size) throw new MediaError('truncated', 'Samples lie behind the end');
    ranges.push({ at, length });
  }
  return ranges;
}

/** How many entries a table has, each of which must be there. */
function counted(bytes: Buffer, countAt: number, entriesAt: number, entry: number): number {
  const count = bytes.length < countAt + 4 ? 0 : bytes.readUInt32BE(countAt);
  if (entriesAt + count * entry > bytes.length) throw new MediaError('truncated', 'A table is not whole');
  return count;
}

function sizeReader(bytes: Buffer): (sample: number) => number {
  if (bytes.length < 12) throw new MediaError('truncated', 'A table is not whole');
  const same = bytes.readUInt32BE(4);
  const all = bytes.readUInt32BE(8);
  if (all > mostSamples) throw new MediaError('unsupported', 'More samples than are looked at');
  if (same === 0) counted(bytes, 8, 12, 4);
  return (sample) => {
    if (sample >= all) throw new MediaError('corrupt', 'More samples than there are');
    return same === 0 ? bytes.readUInt32BE(12 + sample * 4) : same;
  };
}

/** Samples of a chunk, which are counted from 1. Asked for in order. */
function chunkReader(bytes: Buffer): (chunk: number) => number {
  const runs = counted(bytes, 4, 8, 12);
  let run = 0;
  return (chunk) => {
    while (run + 1 < runs && bytes.readUInt32BE(8 + (run + 1) * 12) <= chunk) run++;
    return runs === 0 ? 0 : bytes.readUInt32BE(8 + run * 12 + 4);
  };
}
