import type { Metadata } from 'sharp';
import { MediaError } from '../errors.ts';
import { hasMetaBox } from '../heif-boxes.ts';
import { defined, type EmbeddedMetadata, readMetadata, readSegments } from '../metadata.ts';
import { readOrigin } from '../provenance/read-origin.ts';
import { classify, displaySize, rasterHeader, rasterPixels } from './raster.ts';
import type { Reader } from './reader.ts';

/** In the others the parser misses segments that libvips finds. */
const PARSED_BY_PATH: ReadonlySet<string> = new Set(['jpeg', 'tiff']);

/** JPEG, PNG, WebP, AVIF, GIF, TIFF: all that libvips decodes, and HEIC, whose pixels it leaves to another. */
export const readImage: Reader = async ({ path, limits, probe }) => {
  const isHeic = /^image\/hei[cf]/.test(probe.mime);
  let header: Metadata;
  try {
    header = await rasterHeader(path, limits);
  } catch (error) {
    const { code, message } = classify(error);
    if (!isHeic || code === 'image_too_large') throw error;
    const facts = (await hasMetaBox(path)) ? await readMetadata(path) : {};
    return { facts, problem: { code, detail: message } };
  }
  // An XML picture must never get here with a path: its relative links would be followed.
  if (header.format === 'svg') throw new MediaError('unsupported', 'Content and signature disagree');
  const embedded = await embeddedMetadata(path, header);
  const facts = defined({
    ...displaySize(header),
    ...animation(header),
    hasAlpha: header.hasAlpha,
    ...embedded,
    ...(await readOrigin(path, header)),
  });
  try {
    if (header.compression === 'hevc') {
      const { heicPixels } = await import('./heic.ts');
      return { facts, pixels: await heicPixels(path, header, limits) };
    }
    return { facts, ...(await rasterPixels(path, header, limits)) };
  } catch (error) {
    if (!(error instanceof MediaError) || error.code === 'timeout') throw error;
    return { facts, problem: { code: error.code, detail: error.message } };
  }
};

function embeddedMetadata(path: string, header: Metadata): Promise<EmbeddedMetadata> {
  if (PARSED_BY_PATH.has(header.format)) return readMetadata(path);
  const { exif, xmp, icc } = header;
  return readSegments(defined({ exif, xmp, icc }));
}

/** Pages are frames where there are delays, and pages (of a TIFF) where there are none. */
function animation(header: Metadata): { frames?: number; durationMs?: number; pageCount?: number } {
  const { pages = 1, delay } = header;
  if (pages <= 1) return {};
  if (delay === undefined) return header.format === 'tiff' ? { pageCount: pages } : {};
  return { frames: pages, durationMs: delay.reduce((sum, ms) => sum + ms, 0) };
}
