import { MediaError, type MediaProblem, throwIfAborted, toMediaError } from './errors.ts';
import { type Progress, statRegularFile } from './hash.ts';
import { NO_SIGNATURE, probeFile } from './probe.ts';
import type { MediaInput, Probe, RenderInput, RenderOutput, Rendition } from './protocol.ts';
import { MAX_PIXELS } from './readers/raster.ts';
import type { ReadInput, ReadOutput } from './readers/reader.ts';
import { readerFor } from './readers/registry.ts';
import { type EncodedRendition, makeRenditions, makeThumbnail } from './renditions.ts';
import { withLocalFile } from './source.ts';
import { untilAborted } from './until-aborted.ts';
import { putObject } from './upload.ts';

export interface RenderContext {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Milliseconds for the whole request. */
  readonly timeMs: number;
}

const WEBP = 'image/webp';

/**
 * Facts and renditions of one file. Renditions go straight to their presigned URLs, or come back as
 * bytes where there is none. What is wrong with the file itself is a `problem` beside the facts; only what
 * says nothing about the file (gone, changed, out of time, not stored) is thrown.
 *
 * @throws MediaError `file_missing`, `file_unreadable`, `file_empty`, `not_a_file`, `timeout`, `cancelled`, `upload_failed`.
 */
export function renderMedia(input: RenderInput, context: RenderContext): Promise<RenderOutput> {
  const { signal, progress } = context;
  return withLocalFile(input.source, signal, progress, async (path) => {
    // Content decides which parser a file meets; what the caller believes it to be does not.
    const probe = await probeFile(path, input.name, signal);
    const { pixels: limit = MAX_PIXELS } = input.limits ?? {};
    const { facts, pixels, strip, problem, drawn = false } = await read(path, probe, context, limit);
    throwIfAborted(signal);
    const base = { type: probe.type, mime: probe.mime, ...facts, ...(problem !== undefined && { problem }) };
    if (pixels === undefined) return { ...base, renditions: [] };
    const { renditions, look } = await makeRenditions(pixels);
    throwIfAborted(signal);
    const { dominantColors, thumbhash } = look;
    return {
      ...base,
      thumbhash,
      ...(!drawn && { dominantColors }),
      renditions: await deliver(
        strip === undefined ? renditions : [...renditions, strip],
        input.outputs,
        signal,
      ),
    };
  });
}

/** Failures that are about this attempt or this computer, not about the file's content. */
const thrown: ReadonlySet<string> = new Set([
  'file_missing',
  'file_unreadable',
  'not_a_file',
  'timeout',
  'cancelled',
] satisfies MediaProblem['code'][]);

/**
 * A file's thumbnail and nothing else, as WebP; null where the file has none or it can't be read.
 *
 * @throws MediaError `file_missing`, `file_unreadable`, `file_empty`, `not_a_file`, `timeout`, `cancelled`.
 */
export async function renderThumbnail(
  { path, name }: MediaInput<'thumbnail'>,
  context: RenderContext,
): Promise<Uint8Array<ArrayBuffer> | null> {
  await statRegularFile(path);
  const probe = await probeFile(path, name, context.signal);
  const { pixels } = await read(path, probe, context, MAX_PIXELS, true);
  throwIfAborted(context.signal);
  return pixels === undefined ? null : Uint8Array.from(await makeThumbnail(pixels));
}

async function read(
  path: string,
  probe: Probe,
  { signal, timeMs }: RenderContext,
  pixels: number,
  pictureOnly = false,
): Promise<ReadOutput> {
  const reader = await readerFor(probe);
  if (reader === undefined) return unreadable(probe);
  const readInput: ReadInput = {
    path,
    probe,
    signal,
    limits: { seconds: Math.ceil(timeMs / 1000), pixels },
    pictureOnly,
  };
  try {
    return await untilAborted(reader(readInput), signal);
  } catch (error) {
    const { code, message, retry } = toMediaError(error, signal);
    if (thrown.has(code)) throw new MediaError(code, message, retry);
    return { facts: {}, problem: { code, detail: message } };
  }
}

/** Nothing is wrong with a format that has no reader; content that is not what its name says is damaged. */
function unreadable({ mismatch }: Probe): ReadOutput {
  if (mismatch?.actual !== NO_SIGNATURE) return { facts: {} };
  const detail = `Named .${mismatch.claimed}, but the content is of no known format`;
  return { facts: {}, problem: { code: 'corrupt', detail } };
}

function deliver(
  renditions: readonly EncodedRendition[],
  outputs: RenderInput['outputs'],
  signal: AbortSignal,
): Promise<Rendition[]> {
  const urls = { thumbnail: outputs.thumbnailUrl, preview: outputs.previewUrl, strip: outputs.stripUrl };
  return Promise.all(
    renditions.map(async ({ kind, width, height, data, layout }) => {
      const facts = { kind, width, height, bytes: data.length, ...(layout !== undefined && { layout }) };
      const url = urls[kind];
      const bytes = new Uint8Array(data);
      if (url === undefined) return { ...facts, data: bytes };
      await putObject(url, bytes, WEBP, signal);
      return facts;
    }),
  );
}
