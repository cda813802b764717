import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import PQueue from 'p-queue';
import { AppError } from '../errors.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore, UploadedPart } from '../storage/port.ts';
import { missingParts, planParts, singlePutLimit } from './parts.ts';
import { putSlice } from './put.ts';

/** Parts of one file on their way at once. */
const parallelParts = 3;
/** An hour is enough for a part over a slow line; a retry signs anew. */
const urlSeconds = 3600;

export interface TransferInput {
  readonly path: string;
  readonly size: number;
  /** As it was when the file was hashed; another one now means that the file changed. */
  readonly mtimeMs: number;
  readonly sha256: string;
  readonly ref: ObjectRef;
  readonly contentType: string;
  /** Multipart upload to go on with, from the journal. */
  readonly multipartId: string | null;
  /** An earlier attempt used this key: it may have started a multipart upload that it had no time to journal. */
  readonly resumed: boolean;
  readonly signal: AbortSignal;
  /** Keeps the id of a started multipart upload in the journal, before its first part is sent. */
  readonly onMultipart: (id: string) => Promise<void>;
  /** Bytes that arrived so far, parts of an earlier attempt included. */
  readonly onProgress: (sentBytes: number) => void;
}

/** The ETag that S3 gives a multipart object: MD5 over the parts' binary MD5s, and their number. */
export function multipartEtag(etags: readonly string[]): string {
  const md5 = createHash('md5');
  for (const etag of etags) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${etags.length}`;
}

async function sendWhole(store: ObjectStore, input: TransferInput): Promise<string> {
  let sent = 0;
  const { md5, etag, sha256 } = await putSlice({
    agent: store.agent,
    learnTime: store.learnTime,
    url: store.presignPut(input.ref, urlSeconds),
    contentType: input.contentType,
    slice: { path: input.path, start: 0, length: input.size },
    hashWhole: true,
    signal: input.signal,
    onBytes: (bytes) => {
      sent += bytes;
      input.onProgress(sent);
    },
  });
  if (sha256 !== input.sha256) throw changed();
  await assertUnchanged(input);
  if (etag !== md5) throw new AppError('verify_failed', 'The stored bytes differ from those sent', {}, true);
  return etag;
}

async function sendParts(store: ObjectStore, input: TransferInput): Promise<string> {
  const plan = planParts(input.size);
  let uploadId = input.multipartId ?? (input.resumed ? await store.findMultipart(input.ref) : null);
  let stored = uploadId === null ? null : await store.listParts(input.ref, uploadId);
  if (uploadId !== null && uploadId !== input.multipartId) await input.onMultipart(uploadId);
  if (uploadId === null || stored === null) {
    uploadId = await store.beginMultipart(input.ref, input.contentType);
    step('ingest.multipartBegun');
    await input.onMultipart(uploadId);
    stored = [];
  }
  const id = uploadId;
  const todo = missingParts(plan, stored);
  const waiting = new Set(todo.map(({ part }) => part));
  const done = new Map<number, UploadedPart>(
    stored.filter(({ part }) => part <= plan.length && !waiting.has(part)).map((part) => [part.part, part]),
  );
  let sent = [...done.values()].reduce((sum, { size }) => sum + size, 0);
  input.onProgress(sent);

  const queue = new PQueue({ concurrency: parallelParts });
  const failed = new AbortController();
  const signal = AbortSignal.any([input.signal, failed.signal]);
  const results = todo.map(({ part, start, length }) =>
    queue.add(async () => {
      signal.throwIfAborted();
      try {
        const { md5, etag } = await putSlice({
          agent: store.agent,
          learnTime: store.learnTime,
          url: store.presignPut(input.ref, urlSeconds, { uploadId: id, part }),
          contentType: null,
          slice: { path: input.path, start, length },
          hashWhole: false,
          signal,
          onBytes: (bytes) => {
            sent += bytes;
            input.onProgress(sent);
          },
        });
        if (etag !== md5)
          throw new AppError('verify_failed', 'A stored part differs from what was sent', {}, true);
        done.set(part, { part, etag, size: length });
        step('ingest.partSent', { part });
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  const settled = await Promise.allSettled(results);
  input.signal.throwIfAborted();
  if (settled.some(({ status }) => status === 'rejected')) throw failed.signal.reason;

  await assertUnchanged(input);
  step('ingest.partsSent');
  const parts = [...done.values()].sort((a, b) => a.part - b.part);
  await store.completeMultipart(input.ref, id, parts);
  return multipartEtag(parts.map(({ etag }) => etag));
}

export function changed(): AppError {
  return new AppError('file_changed', 'The file changed while it was read', {}, true);
}

/** Throws `file_changed`, also for a file that went on growing behind what was read. */
async function assertUnchanged({
  path,
  size,
  mtimeMs,
}: Pick<TransferInput, 'path' | 'size' | 'mtimeMs'>): Promise<void> {
  const now = await stat(path);
  if (now.size !== size || now.mtimeMs !== mtimeMs) throw changed();
}

/**
 * Brings a file's bytes into the store under its final key and verifies them there by size and checksum.
 * Nothing is published by this; a failure leaves at most an object (or parts) that the journal names.
 */
export async function transfer(store: ObjectStore, input: TransferInput): Promise<void> {
  await assertUnchanged(input);
  const etag = input.size <= singlePutLimit ? await sendWhole(store, input) : await sendParts(store, input);
  step('ingest.sent');
  const head = await store.head(input.ref);
  if (head === null || head.size !== input.size || head.etag !== etag) {
    throw new AppError('verify_failed', 'The object is not what was sent', {}, true);
  }
  step('ingest.verified');
}
