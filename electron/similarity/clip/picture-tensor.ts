import sharp, { type KernelEnum, type Metadata } from 'sharp';
import { MediaError } from '../../media/errors.ts';
import { classify, MAX_PIXELS } from '../../media/readers/raster.ts';
import type { Preprocessor } from './model-config.ts';

/** What a decoder may take before it counts as hostile. */
const MAX_SECONDS = 60;
/** A picture that is thousands of times longer than wide has no middle to look at. */
const MAX_STRETCH = 100;

const kernels: Readonly<Record<Preprocessor['resample'], keyof KernelEnum>> = {
  0: 'nearest',
  1: 'lanczos3',
  2: 'linear',
  3: 'cubic',
};

/** Three planes of `height` × `width` numbers: red, green, blue. */
export interface PictureTensor {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A picture as the model was taught to see pictures: in display orientation, sRGB, over white, resized and
 * cropped as its configuration says.
 *
 * @param input encoded bytes or a path
 * @throws MediaError `corrupt`, `truncated`, `unsupported`, `image_too_large`, `timeout`.
 */
export async function toPictureTensor(input: Buffer | string, how: Preprocessor): Promise<PictureTensor> {
  try {
    const source = { limitInputPixels: MAX_PIXELS, failOn: 'none' } as const;
    const scaled = scaledSize(await sharp(input, source).metadata(), how);
    const crop = cropBox(scaled, how);
    const { data, info } = await sharp(input, source)
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .resize(scaled.width, scaled.height, { fit: 'fill', kernel: kernels[how.resample] })
      .extract(crop)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: toPlanes(data, info.channels, how), width: crop.width, height: crop.height };
  } catch (error) {
    throw error instanceof MediaError ? error : classify(error);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size before cropping, rounded as the models' own tools round it. */
function scaledSize({ autoOrient }: Metadata, { size }: Preprocessor): Size {
  if (!('shortest_edge' in size)) return size;
  const { width, height } = autoOrient;
  const short = size.shortest_edge;
  const stretch = Math.min(Math.max(width, height) / Math.min(width, height), MAX_STRETCH);
  const long = Math.floor(short * stretch);
  return width <= height ? { width: short, height: long } : { width: long, height: short };
}

function cropBox(scaled: Size, how: Preprocessor): Size & { left: number; top: number } {
  const wanted = how.do_center_crop === true ? (how.crop_size ?? scaled) : scaled;
  const width = Math.min(wanted.width, scaled.width);
  const height = Math.min(wanted.height, scaled.height);
  const left = Math.floor((scaled.width - width) / 2);
  const top = Math.floor((scaled.height - height) / 2);
  return { left, top, width, height };
}

/** Grey pictures stay grey in libvips; the model always sees three colours. */
function toPlanes(pixels: Uint8Array, channels: number, how: Preprocessor): Float32Array {
  if (channels !== 1 && channels !== 3)
    throw new MediaError('unsupported', `A picture of ${channels} channels`);
  const count = pixels.length / channels;
  const planes = new Float32Array(count * 3);
  how.image_mean.forEach((mean, band) => {
    const values = levels(how.rescale_factor, mean, how.image_std[band] ?? 1);
    const from = channels === 1 ? 0 : band;
    for (let pixel = 0; pixel < count; pixel++) {
      planes[band * count + pixel] = values[pixels[pixel * channels + from] ?? 0] ?? 0;
    }
  });
  return planes;
}

/** What the model sees of each of the 256 levels, rounded at every step as tools with 32-bit numbers round. */
function levels(factor: number, mean: number, deviation: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => {
    const centred = Math.fround(Math.fround(level * Math.fround(factor)) - Math.fround(mean));
    return centred / Math.fround(deviation);
  });
}
