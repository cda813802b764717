import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore, UploadedPart } from '../storage/port.ts';
import type { Bandwidth } from './bandwidth.ts';
import { crc32Of, md5Of, multipartEtag } from './checksums.ts';
import { completedBefore } from './completed.ts';
import { Lanes } from './lanes.ts';
import { type Part, planParts } from './parts.ts';
import { putVerified, takesChecksums, type Verified } from './put-verified.ts';
import type { Slabs } from './slabs.ts';
import { feed, type SourceFile } from './source-file.ts';

/** What all files on their way share. */
export interface Road {
  readonly store: ObjectStore;
  readonly bandwidth: Bandwidth;
  readonly slabs: Slabs;
}

interface Transfer {
  readonly ref: ObjectRef;
  readonly contentType: string;
  readonly signal: AbortSignal;
  /** Bytes that arrived so far, parts of an earlier attempt included. */
  readonly onProgress: (sentBytes: number) => void;
}

/** Waits before a part is sent again; then the whole attempt has failed. */
const partPausesMs = [250, 1000];
const passing = new Set(['service_unavailable', 'timeout', 'verify_failed']);

/**
 * Puts a file that is in memory under its final key, verified there. Nothing is published by this; a failure leaves at
 * most an object that the journal names.
 */
export async function sendWhole(
  { store, bandwidth }: Road,
  transfer: Transfer & { readonly chunks: readonly Buffer[] },
): Promise<void> {
  const { ref, contentType, chunks, signal, onProgress } = transfer;
  let sent = 0;
  const onBytes = (bytes: number): void => {
    sent += bytes;
    onProgress(sent);
  };
  const { etag, byStore } = await putVerified(store, bandwidth, {
    ref,
    part: null,
    contentType,
    chunks,
    signal,
    onBytes,
  });
  step('ingest.sent');
  // A store that answers with the checksum of the very bytes has them.
  if (!byStore) await assertStored(store, ref, bytesOf(chunks), etag);
  step('ingest.verified');
}

export interface LargeTransfer extends Transfer {
  readonly file: SourceFile;
  /** Multipart upload to go on with, from the journal. */
  readonly multipartId: string | null;
  /** An earlier attempt used this key: it may have started a multipart upload that it had no time to journal. */
  readonly resumed: boolean;
  /** Keeps the id of a started multipart upload in the journal, before its first part is sent. */
  readonly onMultipart: (id: string | null) => Promise<void>;
}

/**
 * Brings a large file into the store in parallel parts, reading it once: what is sent is what is hashed. What the store has of an
 * earlier attempt, parts or the whole object, counts when it is of the file's present bytes. Gives the file's SHA-256 in hex.
 */
export async function sendParts(road: Road, input: LargeTransfer): Promise<string> {
  await input.file.assertUnchanged();
  const open = await findUpload(road.store, input);
  const known = open === null && input.resumed ? await completedBefore(road, input) : null;
  if (known !== null) {
    await input.file.assertUnchanged();
    step('ingest.verified');
    return known;
  }
  const upload = open ?? (await beginUpload(road.store, input));
  const { sha256, parts } = await new PartsSender(road, input, upload).run();
  await input.file.assertUnchanged();
  step('ingest.partsSent');
  await complete(road.store, input, upload.id, parts);
  step('ingest.verified');
  return sha256;
}

interface OpenUpload {
  readonly id: string;
  readonly stored: readonly UploadedPart[];
}

/** What an earlier attempt began and the store still knows. */
async function findUpload(store: ObjectStore, input: LargeTransfer): Promise<OpenUpload | null> {
  const known = input.multipartId ?? (input.resumed ? await store.findMultipart(input.ref) : null);
  const stored = known === null ? null : await store.listParts(input.ref, known);
  if (known === null || stored === null) return null;
  if (known !== input.multipartId) await input.onMultipart(known);
  return { id: known, stored };
}

async function beginUpload(store: ObjectStore, input: LargeTransfer): Promise<OpenUpload> {
  const id = await store.beginMultipart(input.ref, input.contentType, { checksums: takesChecksums(store) });
  step('ingest.multipartBegun');
  await input.onMultipart(id);
  return { id, stored: [] };
}

/** Reads on while parts are sent; hashes in order whatever order they arrive in. */
class PartsSender {
  readonly #road: Road;
  readonly #input: LargeTransfer;
  readonly #upload: OpenUpload;
  readonly #lanes = new Lanes();
  readonly #failed = new AbortController();
  readonly #signal: AbortSignal;
  readonly #done: UploadedPart[] = [];
  #sent = 0;

  constructor(road: Road, input: LargeTransfer, upload: OpenUpload) {
    this.#road = road;
    this.#input = input;
    this.#upload = upload;
    this.#signal = AbortSignal.any([input.signal, this.#failed.signal]);
    // Each part listens for the end, several times over.
    setMaxListeners(0, this.#signal);
  }

  async run(): Promise<{ sha256: string; parts: readonly UploadedPart[] }> {
    const { file, signal } = this.#input;
    const hash = createHash('sha256');
    const stored = new Map(this.#upload.stored.map((part) => [part.part, part]));
    const sending: Promise<void>[] = [];
    try {
      for (const part of planParts(file.size)) {
        const lease = await this.#road.slabs.lease(part.length, this.#signal);
        try {
          const chunks = await file.read(lease.slabs, part.start, part.length);
          await feed(hash, chunks);
          if (await this.#isKept(part, stored.get(part.part), chunks)) {
            lease.release();
            continue;
          }
          await this.#lanes.enter(this.#signal);
          sending.push(this.#send(part, chunks).finally(lease.release));
        } catch (error) {
          lease.release();
          throw error;
        }
      }
    } catch (error) {
      this.#failed.abort(error);
    }
    await Promise.allSettled(sending);
    signal.throwIfAborted();
    if (this.#failed.signal.aborted) throw this.#failed.signal.reason;
    this.#done.sort((a, b) => a.part - b.part);
    return { sha256: hash.digest('hex'), parts: this.#done };
  }

  /** Whether the store has these bytes already. */
  async #isKept(
    { part, length }: Part,
    stored: UploadedPart | undefined,
    chunks: readonly Buffer[],
  ): Promise<boolean> {
    if (stored === undefined || stored.size !== length || stored.etag !== (await md5Of(chunks))) return false;
    this.#done.push({ ...stored, part, crc32: crc32Of(chunks) });
    this.#tell(length);
    return true;
  }

  /** Never rejects: a failure ends everything. */
  async #send(part: Part, chunks: readonly Buffer[]): Promise<void> {
    const began = performance.now();
    let arrived = 0;
    try {
      const { etag, crc32 } = await this.#repeatedly(part, chunks);
      arrived = part.length;
      this.#done.push({ part: part.part, etag, size: part.length, crc32 });
      step('ingest.partSent', { part: part.part });
    } catch (error) {
      this.#failed.abort(error);
    } finally {
      this.#lanes.leave(arrived, began, performance.now());
    }
  }

  async #repeatedly(part: Part, chunks: readonly Buffer[]): Promise<Verified> {
    for (let attempt = 0; ; attempt += 1) {
      let mine = 0;
      try {
        return await putVerified(this.#road.store, this.#road.bandwidth, {
          ref: this.#input.ref,
          part: { uploadId: this.#upload.id, part: part.part },
          contentType: null,
          chunks,
          signal: this.#signal,
          onBytes: (bytes) => {
            mine += bytes;
            this.#tell(bytes);
          },
        });
      } catch (error) {
        this.#tell(-mine);
        const pause = partPausesMs[attempt];
        const passes = error instanceof AppError && passing.has(error.code);
        if (pause === undefined || !passes || this.#signal.aborted) throw error;
        await delay(pause, undefined, { signal: this.#signal });
      }
    }
  }

  #tell(bytes: number): void {
    this.#sent += bytes;
    this.#input.onProgress(this.#sent);
  }
}

async function complete(
  store: ObjectStore,
  { ref, file, onMultipart }: LargeTransfer,
  id: string,
  parts: readonly UploadedPart[],
): Promise<void> {
  const told = takesChecksums(store) ? parts : parts.map(({ crc32: _, ...part }) => part);
  const etag = multipartEtag(parts.map((part) => part.etag));
  try {
    await store.completeMultipart(ref, id, told);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'verify_failed') {
      // Only the answer may have been lost.
      if (await isStored(store, ref, file.size, etag)) return;
      throw error;
    }
    // What the store has is not what was sent, whatever it said then: nothing of it is used again.
    await store.abortMultipart(ref, id);
    await onMultipart(null);
    throw error;
  }
  step('ingest.sent');
  await assertStored(store, ref, file.size, etag);
}

function bytesOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

async function isStored(store: ObjectStore, ref: ObjectRef, size: number, etag: string): Promise<boolean> {
  const head = await store.head(ref);
  return head !== null && head.size === size && head.etag === etag;
}

async function assertStored(store: ObjectStore, ref: ObjectRef, size: number, etag: string): Promise<void> {
  if (await isStored(store, ref, size, etag)) return;
  throw new AppError('verify_failed', 'The object is not what was sent', {}, true);
}
