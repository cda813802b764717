import { parseFile, selectCover } from 'music-metadata';
import { withFileBytes } from '../bytes.ts';
import { MediaError, messageOf } from '../errors.ts';
import { defined } from '../metadata.ts';
import type { Pixels } from '../pixels.ts';
import { cleanString } from '../text/clean.ts';
import { rasterHeader, rasterPixels } from './raster.ts';
import type { Reader, ReadLimits } from './reader.ts';
import { drawWaveform, readWaveform } from './waveform.ts';

const MAX_TAGS = 64 * 1024 * 1024;

/** Duration, tags, how loud it is over time, and the cover as the picture; the waveform where there is none. */
export const readAudio: Reader = async ({ path, signal, limits }) => {
  await refuseGiantTags(path);
  const { common, format } = await parseFile(path, { duration: false }).catch((error: unknown) => {
    throw new MediaError('corrupt', messageOf(error));
  });
  const clean = (value: string | undefined): string | undefined =>
    value === undefined || value.trim() === '' ? undefined : cleanString(value).trim().slice(0, 4_000);
  const keywords = common.genre?.flatMap((genre) => clean(genre) ?? []);
  const cover = selectCover(common.picture);
  const pixels = cover === null ? undefined : await readCover(Buffer.from(cover.data), limits);
  const waveform = await readWaveform(path, signal);
  const facts = defined({
    durationMs: wholeMilliseconds(format.duration),
    metadata: defined({
      title: clean(common.title),
      artist: clean(common.artist),
      creator: clean(common.artist),
      album: clean(common.album),
      copyright: clean(common.copyright),
      description: clean(common.comment?.[0]?.text),
      keywords: keywords !== undefined && keywords.length > 0 ? keywords : undefined,
      codec: clean(format.codec),
      cover: pixels === undefined ? undefined : true,
      waveform,
    }),
  });
  if (pixels !== undefined) return { facts, pixels };
  return waveform === undefined ? { facts } : { facts, pixels: await drawWaveform(waveform), drawn: true };
};

/** Tags are read as a whole and looked through on the worker's own thread; covers in print quality have some megabytes. */
async function refuseGiantTags(path: string): Promise<void> {
  const head = await withFileBytes(path, (file) => file.readUpTo(0, 10));
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return;
  const size = head.subarray(6).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
  if (size > MAX_TAGS) throw new MediaError('corrupt', `Tags of ${size} bytes`);
}

/** A header of nonsense may make any number of a duration. */
function wholeMilliseconds(seconds: number | undefined): number | undefined {
  const milliseconds = Math.round((seconds ?? Number.NaN) * 1000);
  return Number.isSafeInteger(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}

/** A cover that can't be read is no cover; the sound is what counts. */
async function readCover(bytes: Buffer, limits: ReadLimits): Promise<Pixels | undefined> {
  try {
    const header = await rasterHeader(bytes, limits);
    if (header.format === 'svg') return undefined;
    return (await rasterPixels(bytes, header, limits)).pixels;
  } catch {
    return undefined;
  }
}
