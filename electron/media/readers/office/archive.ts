import { type Entry, open, type ZipFile } from 'yauzl';
import { MediaError, messageOf, throwIfAborted } from '../../errors.ts';

/** Presentations with a picture a slide have some thousands. */
const MAX_ENTRIES = 20_000;

export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /**
   * The content of a part, inflated, at most `maxBytes` of it; nothing where there is no such part.
   *
   * @throws MediaError `corrupt`, `cancelled`, `timeout`.
   */
  read(name: string, maxBytes: number): Promise<Buffer | undefined>;
}

/**
 * Opens a ZIP for single parts of it. Sizes that its directory claims are believed for nothing: what comes out is
 * counted, and inflating ends at the limit.
 *
 * @throws MediaError `corrupt`.
 */
export async function withArchive<T>(
  path: string,
  signal: AbortSignal,
  use: (archive: Archive) => Promise<T>,
): Promise<T> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: false }, (error, file) => {
      if (error === null) resolve(file);
      else reject(new MediaError('corrupt', messageOf(error)));
    });
  });
  try {
    const entries = await listEntries(zip, signal);
    return await use({
      names: [...entries.keys()],
      has: (name) => entries.has(name),
      read: async (name, maxBytes) => {
        const entry = entries.get(name);
        throwIfAborted(signal);
        return entry === undefined ? undefined : readEntry(zip, entry, maxBytes, signal);
      },
    });
  } finally {
    zip.close();
  }
}

function listEntries(zip: ZipFile, signal: AbortSignal): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('error', (error: unknown) => reject(new MediaError('corrupt', messageOf(error))));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (signal.aborted || entries.size >= MAX_ENTRIES) resolve(entries);
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

function readEntry(zip: ZipFile, entry: Entry, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(new MediaError('corrupt', messageOf(error)));
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        fail(error);
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = (): void => resolve(Buffer.concat(chunks).subarray(0, maxBytes));
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length < maxBytes && !signal.aborted) return;
        finish();
        stream.destroy();
      });
      stream.on('end', finish);
      stream.on('error', fail);
    });
  });
}
