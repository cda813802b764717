import { MediaError, type MediaProblem, throwIfAborted } from '../errors.ts';
import { defined, isoDate } from '../metadata.ts';
import { readClaim } from '../provenance/read-origin.ts';
import { PREVIEW_SIDE } from '../renditions.ts';
import { boundedJson, cleanString } from '../text/clean.ts';
import { readContainer, type VideoStream } from './container.ts';
import { ffmpegFrame } from './ffmpeg.ts';
import { rasterHeader, rasterPixels } from './raster.ts';
import type { Reader } from './reader.ts';
import { readStrip } from './strip.ts';

/** Duration, size as displayed, codec, and a poster frame. */
export const readVideo: Reader = async ({ path, signal, limits, pictureOnly = false }) => {
  const { video, format } = await readContainer(path, signal);
  if (video === undefined) throw new MediaError('corrupt', 'No picture was found in the file');
  const seconds = format?.duration ?? video.duration;
  const facts = defined({
    ...displayedSize(video),
    durationMs: seconds === undefined ? undefined : Math.max(0, Math.round(seconds * 1000)),
    hasAlpha: /^(?:yuva|rgba|argb|bgra|abgr|gbrap)/.test(video.pix_fmt ?? '') || undefined,
    metadata: describeVideo(video, format?.tags ?? {}),
    raw: boundedJson({ ...format?.tags, ...video.tags }, 32 * 1024),
    ...(await readClaim(path)),
  });
  const poster = await readPoster(path, seconds, signal);
  if ('problem' in poster) return { facts, problem: poster.problem };
  const header = await rasterHeader(poster.png, limits);
  const picture = await rasterPixels(poster.png, header, limits);
  if (pictureOnly) return { facts, ...picture };
  const strip = await readStrip(path, { ...facts, rate: frameRate(video), signal });
  return { facts, ...picture, ...(strip !== undefined && { strip }) };
};

/** A tenth in, past titles and black, but at least a second; the very start when there is no more than that. */
export function posterTime(seconds: number | undefined): number {
  if (seconds === undefined) return 1;
  return Math.min(Math.max(seconds * 0.1, 1), seconds / 2);
}

async function readPoster(
  path: string,
  seconds: number | undefined,
  signal: AbortSignal,
): Promise<{ png: Buffer } | { problem: MediaProblem }> {
  let problem: MediaProblem = { code: 'corrupt', detail: 'No frame could be decoded' };
  for (const at of [posterTime(seconds), 0]) {
    try {
      const png = await ffmpegFrame(path, at, PREVIEW_SIDE, signal);
      if (png.length > 0) return { png };
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof MediaError)) throw error;
      problem = { code: error.code, detail: error.message };
    }
  }
  return { problem };
}

/** Size in square pixels, turned as the container says. */
export function displayedSize(video: VideoStream): { width?: number; height?: number } {
  const { width, height } = video;
  if (width === undefined || height === undefined || width < 1 || height < 1) return {};
  const square = Math.max(1, Math.round(width * sampleAspect(video.sample_aspect_ratio)));
  const rotation = Math.abs(
    Number(video.side_data_list?.find((d) => d.rotation !== undefined)?.rotation ?? video.tags?.rotate ?? 0),
  );
  return rotation % 180 === 90 ? { width: height, height: square } : { width: square, height };
}

function sampleAspect(value: string | undefined): number {
  const [across = 1, down = 1] = (value ?? '1:1').split(':').map(Number);
  return across > 0 && down > 0 ? across / down : 1;
}

function describeVideo(video: VideoStream, container: Record<string, string>) {
  const rate = frameRate(video);
  const clean = (value: string | undefined): string | undefined =>
    value === undefined || value.trim() === '' ? undefined : cleanString(value).trim().slice(0, 4_000);
  return defined({
    title: clean(container.title),
    description: clean(container.description ?? container.comment),
    creator: clean(container.artist ?? container.author),
    copyright: clean(container.copyright),
    software: clean(container.encoder),
    takenAt: isoDate(container['com.apple.quicktime.creationdate'] ?? container.creation_time),
    codec: clean(video.codec_name),
    frameRate: rate === undefined ? undefined : Math.round(rate * 100) / 100,
  });
}

/** Frames a second, where the container says so. */
function frameRate(video: VideoStream): number | undefined {
  const [frames = 0, per = 1] = (video.avg_frame_rate ?? '').split('/').map(Number);
  const rate = per > 0 ? frames / per : 0;
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}
