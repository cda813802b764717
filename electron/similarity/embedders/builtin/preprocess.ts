import sharp, { type Sharp } from 'sharp';
import { MediaError } from '../../../media/errors.ts';
import { classify } from '../../../media/readers/raster.ts';

/** Side of the picture that the network sees, pixels. */
export const NETWORK_SIDE = 224;
/** Side of the picture that colours and edges are read from, pixels. */
export const CLASSIC_SIDE = 128;

/** As for renditions: a 400 MP panorama still works, a bomb claims more. */
const MAX_PIXELS = 500_000_000;
/** What a decoder may take before it counts as hostile. */
const MAX_SECONDS = 60;

/** A square picture: RGBA, 8 bits, sRGB, alpha not premultiplied, row by row. */
export interface Square {
  readonly side: number;
  readonly rgba: Uint8Array;
}

export interface Squares {
  readonly network: Square;
  readonly classic: Square;
}

/**
 * Decodes once, in display orientation, and squeezes into both working sizes without regard to the shape:
 * the whole picture counts, and letterboxing was measured to find less.
 *
 * @param input encoded bytes or a path
 * @param maxPixels what the file may claim to have
 * @throws MediaError `corrupt`, `truncated`, `unsupported`, `image_too_large`, `timeout`.
 */
export async function toSquares(input: Buffer | string, maxPixels: number = MAX_PIXELS): Promise<Squares> {
  try {
    const decoded = sharp(input, { limitInputPixels: maxPixels, failOn: 'none' })
      .timeout({ seconds: MAX_SECONDS })
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha();
    const network = await squeeze(decoded, NETWORK_SIDE);
    const raw = { width: network.side, height: network.side, channels: 4 as const };
    const classic = await squeeze(sharp(network.rgba, { raw }), CLASSIC_SIDE);
    return { network, classic };
  } catch (error) {
    throw classify(error);
  }
}

async function squeeze(picture: Sharp, side: number): Promise<Square> {
  const { data, info } = await picture
    .resize(side, side, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { side, rgba: toRgba(data, info.channels) };
}

/** Grey pictures stay grey in libvips, with one channel or, with alpha, two. */
function toRgba(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return data;
  if (channels > 4) throw new MediaError('unsupported', `A picture of ${channels} channels`);
  const pixels = data.length / channels;
  const rgba = new Uint8Array(pixels * 4);
  const isGrey = channels < 3;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels;
    const to = pixel * 4;
    for (let band = 0; band < 3; band++) rgba[to + band] = data[from + (isGrey ? 0 : band)] ?? 0;
    rgba[to + 3] = channels === 2 ? (data[from + 1] ?? 255) : 255;
  }
  return rgba;
}

/** One colour value of a pixel as seen on white paper, 0–255; not rounded. */
export function overWhite(value: number, alpha: number): number {
  const opacity = alpha / 255;
  return value * opacity + 255 * (1 - opacity);
}
