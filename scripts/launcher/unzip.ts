import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * Extracts the regular files of a zip archive, with their permission bits.
 *
 * @param place where an entry goes, relative to `target`; null leaves it out
 * @throws Error when the archive is damaged or an entry would land outside `target`
 */
export async function unzip(
  archive: string,
  target: string,
  place: (name: string) => string | null,
): Promise<void> {
  const root = resolve(target);
  const zip = await openPromise(archive, { lazyEntries: true });
  const madeFolders = new Set<string>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const relative = place(entry.fileName);
    if (relative === null) continue;
    const path = resolve(join(root, relative));
    if (!path.startsWith(root + sep)) throw new Error(`The archive names a file outside: ${entry.fileName}`);
    const folder = dirname(path);
    if (!madeFolders.has(folder)) {
      await mkdir(folder, { recursive: true });
      madeFolders.add(folder);
    }
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      createWriteStream(path, { mode: mode === 0 ? 0o644 : mode }),
    );
  }
}
