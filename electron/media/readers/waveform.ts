import sharp from 'sharp';
import type { Pixels } from '../pixels.ts';
import { PREVIEW_SIDE, toPixels } from '../renditions.ts';
import { ffmpegSamples } from './ffmpeg.ts';

const RATE = 8_000;
/** Samples that are one value until it is known how many there are: a hundredth of a second. */
const WINDOW = 80;
/** Six hours; what comes after is not drawn. */
const MAX_WINDOWS = 6 * 3600 * 100;
/** A long recording must not keep pictures waiting: it stays without a waveform. */
const MAX_MS = 12_000;
/** Values that the player draws. */
const VALUES = 200;
/** Bars of the picture, which is looked at in the size of a stamp too. */
const BARS = 36;
/** Reads on light and on dark. */
const INK = '#80838d';

/**
 * How loud a sound is from its beginning to its end: 200 values of 0–100, the loudest of which is 100.
 *
 * @returns nothing when it has no sound, can't be decoded or takes too long
 */
export async function readWaveform(path: string, signal: AbortSignal): Promise<number[] | undefined> {
  const loudness: number[] = [];
  let sum = 0;
  let count = 0;
  let odd: Buffer | undefined;
  const add = (chunk: Buffer): void => {
    const bytes: Buffer = odd === undefined ? chunk : Buffer.concat([odd, chunk]);
    const even = bytes.length - (bytes.length % 2);
    odd = even < bytes.length ? Buffer.from(bytes.subarray(even)) : undefined;
    for (let at = 0; at < even; at += 2) {
      const sample = bytes.readInt16LE(at) / 32_768;
      sum += sample * sample;
      if (++count < WINDOW) continue;
      if (loudness.length < MAX_WINDOWS) loudness.push(sum / count);
      sum = 0;
      count = 0;
    }
  };
  try {
    await ffmpegSamples(path, RATE, AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]), add);
  } catch {
    return undefined;
  }
  if (count > 0) loudness.push(sum / count);
  return loudness.length === 0 ? undefined : toScale(squeeze(loudness, VALUES));
}

/** As many values as asked for, each the mean of its share; fewer values are repeated. */
export function squeeze(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / count));
    const share = values.slice(from, to);
    return share.reduce((total, value) => total + value, 0) / share.length;
  });
}

/** Power to loudness, the loudest at 100; silence is 0 throughout. */
function toScale(power: readonly number[]): number[] {
  const loudest = Math.sqrt(power.reduce((most, value) => Math.max(most, value), 0));
  // Below the noise of 16 bits there is nothing to be seen.
  if (loudest < 1e-4) return power.map(() => 0);
  return power.map((value) => Math.round((Math.sqrt(value) / loudest) * 100));
}

/** A waveform as a picture, where a sound has no cover: bars on nothing. */
export function drawWaveform(values: readonly number[]): Promise<Pixels> {
  const step = (PREVIEW_SIDE * 0.88) / BARS;
  const bars = squeeze(values, BARS).map((value, i) => {
    const height = Math.max(step * 0.5, (value / 100) * PREVIEW_SIDE * 0.56);
    const x = PREVIEW_SIDE * 0.06 + step * (i + 0.25);
    const place = `x="${x.toFixed(1)}" y="${((PREVIEW_SIDE - height) / 2).toFixed(1)}"`;
    return `<rect ${place} width="${(step / 2).toFixed(1)}" height="${height.toFixed(1)}" rx="${(step / 4).toFixed(1)}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${PREVIEW_SIDE}" height="${PREVIEW_SIDE}" fill="${INK}">${bars.join('')}</svg>`;
  return toPixels(sharp(Buffer.from(svg)));
}
