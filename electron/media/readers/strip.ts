import sharp from 'sharp';
import type { StripLayout } from '../../../shared/domain/asset.ts';
import { throwIfAborted } from '../errors.ts';
import type { EncodedRendition } from '../renditions.ts';
import { ffmpegEvenFrames, ffmpegKeyFrame } from './ffmpeg.ts';

const MOST_FRAMES = 24;
/** Px of a frame's long side. */
const FRAME_SIDE = 240;
const MOST_COLUMNS = 6;
/** A quarter of a second is the least that a frame stands for. */
const FRAMES_A_SECOND = 4;
/** Pixels of one picture of the film: some 8K. Larger ones take more memory to decode than a strip is worth. */
const MAX_FILM_PIXELS = 36_000_000;
/**
 * Pixels of a film that is decoded as a whole, so that each frame is the one of its time: 24 s of 1080p. Of longer ones
 * the key frames are taken, which cameras make every second or two.
 */
const MAX_DECODED_PIXELS = 1_500_000_000;
/** A film must not keep other pictures waiting: it stays without a strip, or with fewer pictures in it. */
const MAX_MS = 8_000;
/** Places without a picture after which none is expected any more. */
const MOST_IN_VAIN = 3;
/** Where the container does not say. */
const USUAL_RATE = 30;
const STRIP_WEBP = { quality: 60, effort: 2 } as const;

interface Film {
  /** Pixels as displayed. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly hasAlpha?: boolean | undefined;
  /** Frames a second. */
  readonly rate?: number | undefined;
  /** Milliseconds for decoding it as a whole, and as many for its key frames. */
  readonly limitMs?: number;
  readonly signal: AbortSignal;
}

/**
 * One picture with frames of a film at even times, for looking through it without playing it.
 *
 * @returns nothing when the film is too short or too large, or when fewer than two frames can be decoded in time
 * @throws MediaError `timeout`, `cancelled`: those of the whole file, as `signal` says.
 */
export async function readStrip(path: string, film: Film): Promise<EncodedRendition | undefined> {
  const layout = stripLayout(film);
  if (layout === undefined) return undefined;
  const frames = spread(await readFrames(path, layout, film));
  throwIfAborted(film.signal);
  return frames === undefined ? undefined : await encode(frames, layout, film.hasAlpha === true ? 4 : 3);
}

/** How many frames a film gets, and how they lie; nothing where it gets none. */
export function stripLayout({ width, height, durationMs }: Omit<Film, 'signal'>): StripLayout | undefined {
  if (width === undefined || height === undefined || durationMs === undefined) return undefined;
  const frames = Math.min(MOST_FRAMES, Math.floor((durationMs / 1000) * FRAMES_A_SECOND));
  if (frames < 2 || width * height > MAX_FILM_PIXELS) return undefined;
  const scale = Math.min(1, FRAME_SIDE / Math.max(width, height));
  return {
    frames,
    columns: Math.min(frames, MOST_COLUMNS),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

type Frames = (Buffer | undefined)[];

async function readFrames(path: string, layout: StripLayout, film: Film): Promise<Frames> {
  const { width = 0, height = 0, rate = USUAL_RATE } = film;
  const seconds = (film.durationMs ?? 0) / 1000;
  if (width * height * rate * seconds <= MAX_DECODED_PIXELS) {
    const frames = await readEvenFrames(path, layout, film, seconds);
    if (frames !== null) return frames;
  }
  return await readKeyFrames(path, layout, film, seconds);
}

const options = ({ width, height }: StripLayout, film: Film) => ({
  width,
  height,
  hasAlpha: film.hasAlpha === true,
  signal: AbortSignal.any([film.signal, AbortSignal.timeout(film.limitMs ?? MAX_MS)]),
});

/** Null when it takes too long. */
async function readEvenFrames(
  path: string,
  layout: StripLayout,
  film: Film,
  seconds: number,
): Promise<Frames | null> {
  const how = options(layout, film);
  const raw = await ffmpegEvenFrames(path, layout.frames, seconds, how).catch(() => null);
  throwIfAborted(film.signal);
  if (raw === null && how.signal.aborted) return null;
  const bytes = layout.width * layout.height * (film.hasAlpha === true ? 4 : 3);
  const count = raw === null ? 0 : Math.floor(raw.length / bytes);
  return Array.from({ length: count }, (_, i) => raw?.subarray(i * bytes, (i + 1) * bytes));
}

async function readKeyFrames(
  path: string,
  layout: StripLayout,
  film: Film,
  seconds: number,
): Promise<Frames> {
  const { frames: count } = layout;
  const found: Frames = Array.from({ length: count });
  const how = options(layout, film);
  const bytes = layout.width * layout.height * (how.hasAlpha ? 4 : 3);
  for (const [tried, place] of coarseToFine(count).entries()) {
    if (tried === MOST_IN_VAIN && found.every((frame) => frame === undefined)) break;
    const raw = await ffmpegKeyFrame(path, ((place + 0.5) / count) * seconds, how).catch(() => null);
    throwIfAborted(film.signal);
    if (how.signal.aborted) break;
    if (raw !== null && raw.length === bytes) found[place] = raw;
  }
  return found;
}

/** Places from 0 on in such an order that, wherever it is broken off, those that were met lie about evenly. */
export function coarseToFine(count: number): number[] {
  const order = new Set<number>();
  for (let step = 2 ** Math.ceil(Math.log2(count)); step >= 1; step /= 2) {
    for (let place = 0; place < count; place += step) order.add(place);
  }
  return [...order];
}

/** Each place with its own frame or else the one before it (or, at the very beginning, the first). */
function spread(frames: Frames): Frames | undefined {
  if (frames.filter((frame) => frame !== undefined).length < 2) return undefined;
  let last = frames.find((frame) => frame !== undefined);
  return frames.map((frame) => {
    last = frame ?? last;
    return last;
  });
}

async function encode(frames: Frames, layout: StripLayout, channels: 3 | 4): Promise<EncodedRendition> {
  const rows = Math.ceil(layout.frames / layout.columns);
  const [width, height] = [layout.columns * layout.width, rows * layout.height];
  const pixels = Buffer.alloc(width * height * channels);
  const line = layout.width * channels;
  for (let place = 0; place < layout.frames; place++) {
    // A film that ends early stays with its last picture.
    const frame = frames[Math.min(place, frames.length - 1)];
    const left = (place % layout.columns) * layout.width;
    const top = Math.floor(place / layout.columns) * layout.height;
    for (let y = 0; y < layout.height; y++) {
      frame?.copy(pixels, ((top + y) * width + left) * channels, y * line, (y + 1) * line);
    }
  }
  const data = await sharp(pixels, { raw: { width, height, channels } }).webp(STRIP_WEBP).toBuffer();
  return { kind: 'strip', width, height, data, layout };
}
