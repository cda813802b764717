import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MediaClient } from '../media/client.ts';
import { withTemporaryFolder } from '../media/temporary.ts';

/** Before pictures that nobody looks at yet: a person waits for these files. */
const waitedFor = 1;

/** Reading, writing and comparing: more than any disk needs, so that only what stands still runs out of it. */
const timeFor = (bytes: number): number => 60_000 + bytes / 10_000;

/**
 * Writes a file without metadata to `target`. The original is fetched to a temporary folder: where a person keeps
 * their copies may be watched by others, and must not see it even for a moment.
 *
 * @param fetch puts the original where it is told to
 * @throws MediaError of `stripMetadata`, and what `fetch` and the file system throw
 */
export async function writeBareFile(
  media: Pick<MediaClient, 'stripMetadata'>,
  name: string,
  fetch: (path: string) => Promise<void>,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const [path, bare] = [join(folder, 'original'), join(folder, 'bare')];
    await fetch(path);
    const { size } = await stat(path);
    await media.stripMetadata(
      { path, name, target: bare },
      { signal, timeMs: timeFor(size), priority: waitedFor },
    );
    await pipeline(createReadStream(bare), createWriteStream(target, { flush: true }), { signal });
  });
}
