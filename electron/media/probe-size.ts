import { withFileBytes } from './bytes.ts';
import { throwIfAborted } from './errors.ts';
import { PATIENCE_MS, probeFile } from './probe.ts';
import type { Probe } from './protocol.ts';
import { readContainer } from './readers/container.ts';
import { readPsdHeader } from './readers/psd/document.ts';
import { displaySize, rasterHeader } from './readers/raster.ts';
import { displayedSize } from './readers/video.ts';
import { untilAborted } from './until-aborted.ts';

/** Generous: only a header is read. */
const limits = { seconds: 5, pixels: 1_000_000_000 };

type Size = Pick<Probe, 'width' | 'height'>;

async function sizeOf(path: string, { type, mime }: Probe, signal: AbortSignal): Promise<Size> {
  if (type === 'video') {
    const { video } = await readContainer(path, signal);
    return video === undefined ? {} : displayedSize(video);
  }
  // An XML picture is read by its own reader only: by path its links would be followed.
  if (mime === 'image/vnd.adobe.photoshop') {
    const { width, height } = await withFileBytes(path, readPsdHeader);
    return { width, height };
  }
  if (type !== 'image' || mime === 'image/svg+xml') return {};
  return displaySize(await rasterHeader(path, limits));
}

/**
 * What a file is, and how large its picture is shown where its header tells, so that the grid can keep its place
 * before anything is drawn. A header that can't be read is no failure here: rendering will say so.
 */
export async function probeWithSize(path: string, name: string, signal: AbortSignal): Promise<Probe> {
  const probe = await probeFile(path, name, signal);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const { width, height } = await untilAborted(sizeOf(path, probe, patience), patience).catch(
    (): Size => ({}),
  );
  throwIfAborted(signal);
  return width === undefined || height === undefined ? probe : { ...probe, width, height };
}
