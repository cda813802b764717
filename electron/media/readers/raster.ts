import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { MediaError, type MediaProblem, messageOf } from '../errors.ts';
import type { Pixels } from '../pixels.ts';
import { fitInside, orient, PREVIEW_SIDE, toPixels } from '../renditions.ts';
import { requireJpegScan } from './jpeg-scan.ts';
import type { ReadLimits } from './reader.ts';

// Parallelism comes from several requests at once; one thread each gives the most pictures a second.
sharp.concurrency(1);
// Every file is read once, so a cache would only hold memory.
sharp.cache(false);

/** A picture as claimed by 400 MP panoramas still works; a bomb claims more. */
export const MAX_PIXELS = 500_000_000;

/** For formats that must be decoded as a whole before they can be shrunk. */
const MAX_WHOLE_BYTES = 1.5 * 1024 ** 3;

const options = (limits: ReadLimits, failOn: 'error' | 'none'): SharpOptions => ({
  failOn,
  limitInputPixels: limits.pixels,
  sequentialRead: true,
});

/** @throws MediaError `image_too_large`, `unsupported`, `corrupt`, `truncated`. */
export async function rasterHeader(input: string | Buffer, limits: ReadLimits): Promise<Metadata> {
  if (typeof input === 'string') await requireJpegScan(input);
  const header = await sharp(input, options(limits, 'none'))
    .metadata()
    .catch((error: unknown) => {
      const { code, message } = classify(error);
      // Without even a header there is nothing of which the rest could be missing.
      throw new MediaError(code === 'truncated' ? 'corrupt' : code, message);
    });
  refuseBombs(header);
  return header;
}

/**
 * Decodes once, shrinking while decoding, to preview size, sRGB and display orientation.
 * A file that ends early or holds errors gives what can be read of it, with the problem noted.
 *
 * @throws MediaError `image_too_large`, `unsupported`, `corrupt`, `truncated`, `timeout`.
 */
export async function rasterPixels(
  input: string | Buffer,
  header: Metadata,
  limits: ReadLimits,
): Promise<{ pixels: Pixels; problem?: MediaProblem }> {
  const decode = (failOn: 'error' | 'none'): Promise<Pixels> =>
    toPixels(
      sharp(input, options(limits, failOn))
        .timeout({ seconds: limits.seconds })
        .resize(fitInside(PREVIEW_SIDE)),
    );
  const orientation = header.orientation ?? 1;
  try {
    return { pixels: await orient(await decode('error'), orientation) };
  } catch (error) {
    const reason = classify(error);
    if (reason.code !== 'truncated' && reason.code !== 'corrupt') throw reason;
    const pixels = await decode('none').catch(() => {
      throw reason;
    });
    return {
      pixels: await orient(pixels, orientation),
      problem: { code: reason.code, detail: reason.message },
    };
  }
}

/** Width and height as displayed: EXIF orientations 5 to 8 lie on their side. */
export function displaySize(header: Metadata): { width: number; height: number } {
  const { width, height } = header;
  return (header.orientation ?? 1) >= 5 ? { width: height, height: width } : { width, height };
}

/** Pure check of what decoding would cost, for the formats that libvips can't read line by line. */
export function refuseBombs(
  header: Pick<Metadata, 'width' | 'height' | 'format' | 'channels' | 'isProgressive'>,
): void {
  const whole = header.isProgressive || ['webp', 'gif', 'heif', 'avif'].includes(header.format);
  const bytes = header.width * header.height * Math.max(header.channels, 3);
  if (whole && bytes > MAX_WHOLE_BYTES) {
    throw new MediaError('image_too_large', `${header.width} × ${header.height} needs too much memory`);
  }
}

/** libvips has no error codes, only messages. */
export function classify(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const message = messageOf(error).split('\n')[0] ?? '';
  if (/exceeds? (?:the )?(?:pixel|dimension)|pixel limit|too (?:large|big)|dimensions/i.test(message)) {
    return new MediaError('image_too_large', message);
  }
  if (/timeout/i.test(message)) return new MediaError('timeout', message);
  if (/premature|truncat|end of (?:file|image|stream)|unexpected eof|not enough data/i.test(message)) {
    return new MediaError('truncated', message);
  }
  if (/unsupported|support for this compression|no (?:decoder|decoding plugin)|not built/i.test(message)) {
    return new MediaError('unsupported', message);
  }
  return new MediaError('corrupt', message);
}
