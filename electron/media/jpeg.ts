import sharp from 'sharp';
import { MediaError } from './errors.ts';
import type { Progress } from './hash.ts';
import { probeFile } from './probe.ts';
import type { MediaSource } from './protocol.ts';
import { MAX_PIXELS, rasterHeader, rasterPixels } from './readers/raster.ts';
import { withLocalFile } from './source.ts';

/** Servers refuse pictures that are thinner. */
const leastSide = 3;
const quality = 90;

/** Width and height that fit into a square of `side`, never larger than they are and never a hair's breadth. */
export function sizeInside(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  const scaled = (length: number): number => Math.max(leastSide, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/**
 * A picture as embedding servers are sent it: upright, sRGB, over white, long side at most `side` px.
 *
 * @throws MediaError `unsupported`, `corrupt`, `truncated`, `image_too_large`, `timeout`, and what reading the source gives.
 */
export async function toJpeg(
  source: MediaSource,
  side: number,
  signal: AbortSignal,
  progress: Progress,
): Promise<Buffer> {
  return await withLocalFile(source, signal, progress, async (path) => {
    // SVG and text never reach the decoder: by path their links would be followed.
    const probe = await probeFile(path, '', signal);
    if (probe.type !== 'image' || probe.mime === 'image/svg+xml') {
      throw new MediaError('unsupported', `A ${probe.mime} file has no picture to compare`);
    }
    const limits = { pixels: MAX_PIXELS, seconds: 30 };
    const header = await rasterHeader(path, limits);
    if (header.format === 'svg') throw new MediaError('unsupported', 'Content and signature disagree');
    const { pixels } = await rasterPixels(path, header, limits);
    const { data, width, height, channels } = pixels;
    return await sharp(data, { raw: { width, height, channels } })
      .resize({ ...sizeInside(width, height, side), fit: 'fill' })
      .flatten({ background: 'white' })
      .jpeg({ quality })
      .toBuffer();
  });
}
