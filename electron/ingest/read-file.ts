import { AppError } from '../errors.ts';
import type { MediaClient } from '../media/client.ts';
import { singlePutLimit } from './parts.ts';
import type { Lease, Slabs } from './slabs.ts';
import { SourceFile, sha256Of } from './source-file.ts';
import type { FileFacts, Upload } from './upload.ts';

/** A file that was looked at: small ones are in memory, read and hashed once; of large ones the handle is open. */
export interface ReadFile {
  readonly file: SourceFile;
  /** Without a hash where the file is to be hashed while it is sent. */
  readonly facts: FileFacts;
  readonly chunks: readonly Buffer[] | null;
  /** Gives memory and handle back. */
  close(): Promise<void>;
}

export interface ReadParts {
  readonly media: Pick<MediaClient, 'hash' | 'probe'>;
  readonly slabs: Slabs;
  /** Whether a large file of so many bytes may be sent before its hash is known; asked at most once. */
  readonly mayStream: (size: number) => Promise<boolean>;
}

/**
 * Looks at the file of an upload. Rejects with what the media worker or the disk says. Whether the file stayed as it was
 * is asked when its bytes have been used.
 */
export async function readUpload(parts: ReadParts, upload: Upload): Promise<ReadFile> {
  const { media, slabs } = parts;
  const { path, name } = upload;
  const { signal } = upload.abort;
  if (path === null) throw new AppError('file_missing', 'The file has no path', {}, false);
  const { type, mime, ext, width, height } = await media.probe({ path, name }, { signal });
  const file = await SourceFile.open(path);
  const { size, mtimeMs } = file;
  const dimensions = width === undefined || height === undefined ? null : { width, height };
  const about = { size, mtimeMs, type, mime, ext, dimensions };
  let lease: Lease | null = null;
  const close = async (): Promise<void> => {
    lease?.release();
    // Nothing was written: what a handle says when it is closed changes nothing.
    await file.close().catch(() => undefined);
  };
  try {
    if (size <= singlePutLimit) {
      lease = await slabs.lease(size, signal);
      const chunks = await file.read(lease.slabs, 0, size);
      return { file, facts: { ...about, sha256: await sha256Of(chunks) }, chunks, close };
    }
    const streams = await parts.mayStream(size);
    const sha256 = streams ? null : (await media.hash({ path }, { signal })).sha256;
    return { file, facts: { ...about, sha256 }, chunks: null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
