import { parseFile, selectCover } from 'music-metadata';
import { MediaError, messageOf } from '../errors.ts';
import { defined } from '../metadata.ts';
import type { Pixels } from '../pixels.ts';
import { cleanString } from '../text/clean.ts';
import { rasterHeader, rasterPixels } from './raster.ts';
import type { Reader, ReadLimits } from './reader.ts';
import { drawWaveform, readWaveform } from './waveform.ts';

/** Duration, tags, how loud it is over time, and the cover as the picture; the waveform where there is none. */
export const readAudio: Reader = async ({ path, signal, limits }) => {
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
    durationMs: format.duration === undefined ? undefined : Math.round(format.duration * 1000),
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
