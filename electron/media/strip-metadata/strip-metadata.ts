import { copyFile } from 'node:fs/promises';
import { withFileBytes } from '../bytes.ts';
import { fromFileSystem, MediaError, throwIfAborted } from '../errors.ts';
import { probeFile } from '../probe.ts';
import type { MediaInput, MediaOutput, Probe } from '../protocol.ts';
import { MAX_PIXELS } from '../readers/raster.ts';
import type { RenderContext } from '../render.ts';
import { type Method, methodFor } from './formats.ts';
import { writePieces } from './pieces.ts';
import { verifyStripped } from './verify.ts';

/**
 * Writes a copy of a file without what it says about place, device, people, programs and its making. Nothing is encoded
 * anew: pictures and sound are the same bit for bit, and so are colours, animation and the way up. The copy was read
 * back when this returns; what is left at `target` by a failure is for the caller to remove.
 *
 * @throws MediaError `unsupported` where a format's metadata can't be removed for certain; `corrupt`, `truncated`,
 *   `image_too_large`; `file_missing`, `file_unreadable`, `not_a_file`, `file_empty`, `disk_full`, `timeout`,
 *   `cancelled`.
 */
export async function stripMetadata(
  { path, name, target }: MediaInput<'stripMetadata'>,
  context: RenderContext,
): Promise<MediaOutput<'stripMetadata'>> {
  const { signal, timeMs } = context;
  const probe = await probeFile(path, name, signal);
  const method = await methodFor(probe);
  // Text that is called a picture is one whose beginning is damaged, or a page that came instead of it.
  const isMistaken = method?.kind === 'none' && probe.mismatch !== undefined;
  if (method === null || isMistaken) {
    throw new MediaError('unsupported', `Metadata of ${probe.mime} can’t be removed`);
  }
  await write(method, path, target, context);
  throwIfAborted(signal);
  if (method.kind !== 'none') {
    const limits = { seconds: Math.ceil(timeMs / 1000), pixels: MAX_PIXELS };
    await verifyStripped({ path, probe: comparable(probe), signal, limits }, target);
  }
  return { mime: probe.mime };
}

/** What the name claims is no concern of the content. */
function comparable({ mismatch: _, ...probe }: Probe): Probe {
  return probe;
}

async function write(
  method: Method,
  path: string,
  target: string,
  { signal, progress }: RenderContext,
): Promise<void> {
  switch (method.kind) {
    case 'none':
      await copyFile(path, target).catch((error: unknown) => {
        throw fromFileSystem(error);
      });
      return;
    case 'remux':
      await method.remux(path, target, signal);
      return;
    case 'plan':
      await withFileBytes(path, async (file) => {
        const pieces = await method.plan(file, signal);
        await writePieces(file, pieces, target, { signal, progress });
      });
  }
}
