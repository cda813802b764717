import { withFileBytes } from '../../bytes.ts';
import { MediaError, type MediaProblem, toMediaError } from '../../errors.ts';
import { defined, readSegments } from '../../metadata.ts';
import type { Pixels } from '../../pixels.ts';
import { asTiff } from '../../tiff-wrap.ts';
import { rasterHeader, rasterPixels } from '../raster.ts';
import type { Reader, ReadInput } from '../reader.ts';
import { type PsdDocument, readPsdDocument, resourceId } from './document.ts';
import { readMerged } from './merged.ts';

/** Bytes before the JPEG in the thumbnail resource. */
const THUMBNAIL_HEADER = 28;

/** PSD and PSB: size, metadata, and the merged picture, or else the small one that the file browser shows. */
export const readPsd: Reader = (input) =>
  withFileBytes(input.path, async (file) => {
    const document = await readPsdDocument(file);
    const { width, height, resources, transparent } = document;
    if (width * height > input.limits.pixels) {
      throw new MediaError('image_too_large', `${width} × ${height} is more than is read`);
    }
    const segments = defined({
      exif: resources.get(resourceId.exif),
      xmp: resources.get(resourceId.xmp),
      icc: resources.get(resourceId.icc),
    });
    const embedded = await readSegments(segments);
    const facts = defined({ width, height, hasAlpha: transparent || undefined, ...embedded });
    if (!hasMergedPicture(document)) {
      const pixels = await readThumbnail(document, input);
      return { facts, ...(pixels === undefined ? { problem: noPicture } : { pixels }) };
    }
    try {
      const tiff = asTiff(await readMerged(file, document, input.signal));
      return { facts, ...(await rasterPixels(tiff, await rasterHeader(tiff, input.limits), input.limits)) };
    } catch (error) {
      const { code, message } = toMediaError(error, input.signal);
      if (code === 'timeout' || code === 'cancelled' || code === 'file_changed') throw error;
      const pixels = await readThumbnail(document, input);
      // With another picture of it nothing is amiss that a person could mend, unless bytes are missing.
      if (pixels !== undefined && code === 'unsupported') return { facts, pixels };
      return { facts, problem: { code, detail: message }, ...(pixels !== undefined && { pixels }) };
    }
  });

const noPicture: MediaProblem = { code: 'unsupported', detail: 'Saved without a merged picture' };

/** Saved without *Maximize compatibility*, the merged picture is blank. */
function hasMergedPicture({ resources }: PsdDocument): boolean {
  const version = resources.get(resourceId.version);
  return version === undefined || version.length < 5 || version[4] !== 0;
}

async function readThumbnail({ resources }: PsdDocument, { limits }: ReadInput): Promise<Pixels | undefined> {
  const jpeg = resources.get(resourceId.thumbnail)?.subarray(THUMBNAIL_HEADER);
  if (jpeg === undefined || jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return undefined;
  try {
    return (await rasterPixels(jpeg, await rasterHeader(jpeg, limits), limits)).pixels;
  } catch {
    return undefined;
  }
}
