import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import sharp from 'sharp';
import { fromFileSystem, MediaError } from '../errors.ts';
import { statRegularFile } from '../hash.ts';
import { fitInside, PREVIEW_SIDE, toPixels } from '../renditions.ts';
import { classify } from './raster.ts';
import type { Reader } from './reader.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const DEFAULT_DENSITY = 72;
const MAX_DENSITY = 10_000;
/** Letters of one text are laid out all at once, which takes gigabytes by the hundred thousand. */
const VERY_LONG_TEXT = /<(?:\w+:)?(?:text|tspan|textPath)\b[^<>]*>[^<]{100000}/;

/**
 * SVG is drawn from memory: without a location librsvg resolves no link, neither to a file nor to a
 * server; it runs no script and expands no external entity.
 */
export const readSvg: Reader = async ({ path, probe, limits }) => {
  const { size } = await statRegularFile(path);
  if (size > MAX_BYTES) throw new MediaError('image_too_large', 'The drawing is larger than 32 MB');
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  const svg = probe.ext === 'svgz' ? await inflate(bytes) : bytes;
  if (VERY_LONG_TEXT.test(svg.toString('latin1'))) {
    throw new MediaError('image_too_large', 'A text in the drawing is too long to be drawn');
  }
  const options = { limitInputPixels: limits.pixels, unlimited: false };
  // Reading the size draws nothing, and a wall-sized drawing is as cheap to shrink as any.
  const header = await sharp(svg, { ...options, limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw classify(error);
    });
  const { width, height } = header;
  const facts = { width, height, hasAlpha: true };
  try {
    // A vector has no size of its own to respect: an icon of 24 px is drawn large, not blown up.
    const density = clamp((DEFAULT_DENSITY * PREVIEW_SIDE) / Math.max(width, height), 1, MAX_DENSITY);
    const pixels = await toPixels(
      sharp(svg, { ...options, density })
        .timeout({ seconds: limits.seconds })
        .resize(fitInside(PREVIEW_SIDE)),
    );
    return { facts, pixels };
  } catch (error) {
    const { code, message } = classify(error);
    return { facts, problem: { code, detail: message } };
  }
};

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

async function inflate(bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES });
  } catch {
    throw new MediaError('corrupt', 'The compressed drawing is damaged or too large');
  }
}
