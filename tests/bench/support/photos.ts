import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import sharp from 'sharp';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import { keptFolder } from './folders.ts';

/** 12 megapixels, as phones and cameras give them. */
const WIDTH = 4032;
const HEIGHT = 3024;

/** The same numbers each time, so that runs compare: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sensor noise of a few steps either way: without it a scaled-up picture would be far cheaper to decode than a photograph. */
function grain(): Int8Array {
  const next = random(7);
  // A length that is no multiple of a row, so that the rows differ.
  return Int8Array.from({ length: 1_000_003 }, () => Math.round((next() + next() + next() - 1.5) * 9));
}

/** One photograph of its own: a crop of a real picture with its own colours, grain and EXIF. */
async function makePhoto(base: string, noise: Int8Array, index: number, path: string): Promise<void> {
  const next = random(index + 1);
  const { width, height } = await sharp(base).metadata();
  const scale = 0.6 + 0.35 * next();
  const cropWidth = Math.floor(width * scale);
  const cropHeight = Math.floor(height * scale);
  const tinted = await sharp(base)
    .extract({
      left: Math.floor((width - cropWidth) * next()),
      top: Math.floor((height - cropHeight) * next()),
      width: cropWidth,
      height: cropHeight,
    })
    .removeAlpha()
    .modulate({ brightness: 0.85 + 0.3 * next(), hue: Math.floor(40 * next()) })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: inWidth, height: inHeight, channels } = tinted.info;
  const large = await sharp(tinted.data, { raw: { width: inWidth, height: inHeight, channels } })
    .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const pixels = new Uint8ClampedArray(large.buffer, large.byteOffset, large.length);
  let at = index;
  for (let i = 0; i < pixels.length; i += 1) {
    pixels[i] = (pixels[i] ?? 0) + (noise[at] ?? 0);
    at = at + 1 === noise.length ? 0 : at + 1;
  }
  const taken = `2026:0${1 + (index % 9)}:1${index % 10} 10:${10 + (index % 50)}:00`;
  await sharp(large, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 88 })
    .withExif({
      IFD0: { Make: 'Bench', Model: `Camera ${index}`, Orientation: '1' },
      IFD2: { DateTimeOriginal: taken, FNumber: '28/10', ISOSpeedRatings: '200', FocalLength: '35/1' },
    })
    .toFile(path);
}

/** Paths of `count` different 12-megapixel JPEGs, made on the first run. */
export async function photos(count: number): Promise<string[]> {
  const folder = await keptFolder(`photos-v1-${count}`, async (unfinished) => {
    const samples = join(projectRoot, 'resources', 'sample-library', 'files');
    const bases = (await readdir(samples))
      .filter((name) => /\.(jpg|webp)$/.test(name))
      .sort()
      .map((name) => join(samples, name));
    const noise = grain();
    const queue = new PQueue({ concurrency: 2 });
    await queue.addAll(
      Array.from({ length: count }, (_, index) => async () => {
        const name = `IMG_${String(index).padStart(4, '0')}.jpg`;
        await makePhoto(bases[index % bases.length] ?? '', noise, index, join(unfinished, name));
      }),
    );
  });
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}
