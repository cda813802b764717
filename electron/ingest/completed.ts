import { createHash } from 'node:crypto';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { md5Of, multipartEtag } from './checksums.ts';
import { planParts } from './parts.ts';
import type { Slabs } from './slabs.ts';
import { feed, type SourceFile } from './source-file.ts';

interface Completed {
  readonly ref: ObjectRef;
  readonly file: SourceFile;
  readonly signal: AbortSignal;
  /** Bytes of the file that were found to be there. */
  readonly onProgress: (bytes: number) => void;
}

/**
 * Whether an earlier attempt got as far as putting its parts together, and with these very bytes: the object has the file's
 * size, and its ETag is that of parts cut as ours are out of the file as it is now. Gives the file's SHA-256 in hex; null when
 * it has to be sent, also where a store's ETags are no MD5s and nothing can be proved.
 */
export async function completedBefore(
  { store, slabs }: { readonly store: ObjectStore; readonly slabs: Slabs },
  { ref, file, signal, onProgress }: Completed,
): Promise<string | null> {
  const plan = planParts(file.size);
  const head = await store.head(ref);
  if (head === null || head.size !== file.size || !head.etag.endsWith(`-${plan.length}`)) return null;
  const hash = createHash('sha256');
  const etags: string[] = [];
  for (const { start, length } of plan) {
    const lease = await slabs.lease(length, signal);
    try {
      const chunks = await file.read(lease.slabs, start, length);
      await feed(hash, chunks);
      etags.push(await md5Of(chunks));
    } finally {
      lease.release();
    }
    onProgress(start + length);
  }
  if (multipartEtag(etags) === head.etag) return hash.digest('hex');
  onProgress(0);
  return null;
}
