import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import { AppError } from '../errors.ts';
import { missingParts, planParts, singlePutLimit } from '../ingest/parts.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore, UploadedPart } from '../storage/port.ts';
import { hashObject, sendPiece } from './stream-objects.ts';

/** Parts of one object on their way at once. */
const parallelParts = 3;

export interface CopyObject {
  readonly from: { readonly store: ObjectStore; readonly ref: ObjectRef; readonly size: number };
  readonly to: { readonly store: ObjectStore; readonly ref: ObjectRef };
  readonly contentType: string;
  /** SHA-256 that the bytes must have; null where nobody noted it. */
  readonly expected: string | null;
  /** Multipart upload to go on with. */
  readonly multipartId: string | null;
  /** An earlier attempt used this key: it may have begun a multipart upload that it had no time to note. */
  readonly resumed: boolean;
  readonly signal: AbortSignal;
  /** Keeps the id of a multipart upload, before its first part is sent. */
  readonly onMultipart: (id: string) => Promise<void>;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies an object and reads it back: what the destination gives a reader is compared with the checksum of the row
 * or, where there is none, with that of the bytes read at the source. Gives the SHA-256. An object that is not what
 * it should be does not stay. Errors: `corrupt` (the source's bytes are not those of its row), `verify_failed`, and
 * those of the port.
 */
export async function copyObject(copy: CopyObject): Promise<string> {
  const { from, to, expected, signal } = copy;
  const sent = from.size <= singlePutLimit ? await sendWhole(copy) : await sendParts(copy);
  step('move.sent');
  if (sent !== null && expected !== null && sent !== expected) {
    await to.store.remove([to.ref]);
    throw corrupt();
  }
  const head = await to.store.head(to.ref);
  const stored = head?.size === from.size ? await hashObject(to.store, to.ref, signal) : null;
  const right = expected ?? sent ?? (await hashObject(from.store, from.ref, signal));
  if (stored === right) {
    step('move.verified');
    return stored;
  }
  await to.store.remove([to.ref]);
  // Of parts that were sent before nothing is known but that they arrived as they were read.
  if (sent === null && (await hashObject(from.store, from.ref, signal)) !== right) throw corrupt();
  throw new AppError('verify_failed', 'The stored bytes differ from those sent', {}, true);
}

function corrupt(): AppError {
  return new AppError('corrupt', 'The bytes at the source are not those of the row');
}

async function sendWhole({ from, to, contentType, signal, onBytes }: CopyObject): Promise<string> {
  const hash = createHash('sha256');
  await sendPiece({
    from: { store: from.store, ref: from.ref, range: null },
    to: { store: to.store, ref: to.ref },
    length: from.size,
    contentType,
    hash,
    signal,
    onBytes,
  });
  return hash.digest('hex');
}

/** Goes on with the parts that the store has. Nothing is known of the whole then, hence null. */
async function sendParts(copy: CopyObject): Promise<null> {
  const { from, to } = copy;
  const plan = planParts(from.size);
  let uploadId = copy.multipartId ?? (copy.resumed ? await to.store.findMultipart(to.ref) : null);
  let stored = uploadId === null ? null : await to.store.listParts(to.ref, uploadId);
  if (uploadId === null || stored === null) {
    uploadId = await to.store.beginMultipart(to.ref, copy.contentType);
    step('move.multipartBegun');
    stored = [];
  }
  if (uploadId !== copy.multipartId) {
    await copy.onMultipart(uploadId);
    step('move.multipartNoted');
  }
  const id = uploadId;
  const todo = missingParts(plan, stored);
  const waiting = new Set(todo.map(({ part }) => part));
  const done: UploadedPart[] = stored.filter(({ part }) => part <= plan.length && !waiting.has(part));
  copy.onBytes(done.reduce((sum, { size }) => sum + size, 0));

  const failed = new AbortController();
  const signal = AbortSignal.any([copy.signal, failed.signal]);
  setMaxListeners(0, signal);
  const queue = new PQueue({ concurrency: parallelParts });
  const sent = todo.map(({ part, start, length }) =>
    queue.add(async () => {
      signal.throwIfAborted();
      try {
        const etag = await sendPiece({
          from: { store: from.store, ref: from.ref, range: { start, length } },
          to: { store: to.store, ref: to.ref, part: { uploadId: id, part } },
          length,
          contentType: null,
          hash: null,
          signal,
          onBytes: copy.onBytes,
        });
        done.push({ part, etag, size: length });
        step('move.partSent', { part });
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  const settled = await Promise.allSettled(sent);
  copy.signal.throwIfAborted();
  if (settled.some(({ status }) => status === 'rejected')) throw failed.signal.reason;
  await to.store.completeMultipart(
    to.ref,
    id,
    done.sort((a, b) => a.part - b.part),
  );
  return null;
}
