import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import type { Availability } from '../connection/health/availability.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { step } from '../steps.ts';
import { buildObjectKey } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { UploadBoard } from './board.ts';
import { publishedBefore, SettledIntakeError, settleDuplicate } from './intakes.ts';
import type { Journal } from './journal.ts';
import { findDuplicate, inlineText, type Publisher, StaleUploadError } from './publisher.ts';
import { checksumOf } from './put-versions.ts';
import type { Remains } from './remains.ts';
import { transfer } from './transfer.ts';
import { type FileIdentity, isFinal, type Upload, uploadError } from './upload.ts';

export interface PipelineParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'hash' | 'probe'>;
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly remains: Remains;
  readonly publisher: Publisher;
  /** While servers are away uploads pause where they are. */
  readonly availability: Availability;
  /** Called after the asset is visible, with the file that it came from while it is still there. */
  readonly onPublished: (upload: Upload) => void;
}

/** Waits before another attempt when a server or the disk was busy; then the person decides. */
const retryDelaysMs = [1000, 4000];
const retriedByItself = new Set([
  'service_unavailable',
  'server_part_failed',
  'offline',
  'timeout',
  'verify_failed',
  'media_crashed',
]);

/** Takes one file through the protocol: identity → duplicate? → intent with key → transfer → verify → publish. */
export class Pipeline {
  readonly #parts: PipelineParts;
  /** Same bytes to the same brand at the same time: the second waits for the first, then finds it. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #running = new Map<Upload, Promise<void>>();
  #closed = false;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Runs an upload to one of its final states; never rejects. One that is running already is not run twice. */
  run(upload: Upload): Promise<void> {
    const running = this.#running.get(upload);
    if (running !== undefined) return running;
    const work = this.#run(upload)
      .catch((error: unknown) => log.error(`upload of ${upload.id} stopped`, error))
      .finally(() => this.#running.delete(upload));
    this.#running.set(upload, work);
    return work;
  }

  /** Stops everything where it is, to be gone on with from the journal at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const upload of this.#running.keys()) upload.abort.abort();
    await Promise.all(this.#running.values());
  }

  async #run(upload: Upload): Promise<void> {
    let attempt = 0;
    while (!isFinal(upload.state) && !this.#closed) {
      try {
        await this.#attempt(upload);
        return;
      } catch (error) {
        if (this.#closed) return;
        if (upload.abort.signal.aborted) return await this.#cancelled(upload);
        if (await this.#waitedOut(upload, error)) continue;
        if (error instanceof SettledIntakeError) {
          // The next attempt finds what it was published as, and clears this one's object away.
          this.#parts.board.step(upload, 'queued');
          continue;
        }
        if (error instanceof StaleUploadError && (await this.#beganAnew(upload))) continue;
        await this.#failed(upload, error, retryDelaysMs[attempt]);
        attempt += 1;
      }
    }
  }

  /** An outage: the upload waits as it is, with what has arrived, and goes on when the servers are back. */
  async #waitedOut(upload: Upload, error: unknown): Promise<boolean> {
    const { availability, board } = this.#parts;
    // The person's own file may be what can't be read.
    if (!retriedByItself.has(uploadError(error).code) || !(await availability.isAway(error))) return false;
    if (upload.state !== 'queued') board.step(upload, 'queued');
    await availability.whenBack(upload.abort.signal);
    return true;
  }

  /** What was sent so far belongs to nobody any more: the same file goes its whole way again, as another asset. */
  async #beganAnew(upload: Upload): Promise<boolean> {
    const { board, journal } = this.#parts;
    board.step(upload, 'queued');
    upload.ref = null;
    upload.assetId = null;
    upload.multipartId = null;
    try {
      await journal.recordAgain(board.title(upload.batchId), upload);
      return true;
    } catch (error) {
      log.error('journaling an upload again failed', error);
      return false;
    }
  }

  async #attempt(upload: Upload): Promise<void> {
    const { board, remains } = this.#parts;
    upload.abort.signal.throwIfAborted();
    board.step(upload, 'hashing');
    const identity = await this.#identify(upload);
    step('ingest.hashed', { upload: upload.id });
    const release = await this.#claim(upload, identity);
    try {
      const before = await publishedBefore(this.#parts.db, upload);
      if (before !== null) return await this.#duplicate(upload, before);
      const existing = await this.#existing(upload, identity);
      if (existing !== null && existing !== upload.assetId) return await this.#duplicate(upload, existing);
      await this.#store(upload, identity);
    } finally {
      release();
    }
    this.#parts.onPublished(upload);
    await remains
      .removeSpooled(upload)
      .catch((error: unknown) => log.error('removing a spooled file', error));
  }

  /** The asset that has these bytes already. For a new version only the asset's own, present file counts. */
  async #existing({ replaces, keepDuplicate, brandId }: Upload, { sha256 }: FileIdentity) {
    const { db } = this.#parts;
    if (replaces === null) return keepDuplicate ? null : await findDuplicate(db, brandId, sha256);
    const current = await checksumOf(db, replaces);
    return current === sha256 && !keepDuplicate ? replaces : null;
  }

  async #identify(upload: Upload): Promise<FileIdentity> {
    const { media, board, remains } = this.#parts;
    const path = upload.path;
    if (path === null) throw new AppError('file_missing', 'The file has no path', {}, false);
    const options = { signal: upload.abort.signal };
    const probe = await media.probe({ path, name: upload.name }, options);
    const { sha256, size, mtimeMs } = await media.hash({ path }, options);
    if (upload.identity !== null && upload.identity.sha256 !== sha256) await remains.startOver(upload);
    if (size !== upload.size) board.resize(upload, size);
    const { type, mime, ext, width, height } = probe;
    const dimensions = width === undefined || height === undefined ? null : { width, height };
    const identity: FileIdentity = { sha256, size, mtimeMs, type, mime, ext, dimensions };
    upload.identity = identity;
    return identity;
  }

  /** Waits until no other upload carries the same bytes to the same brand; the answer frees the place. */
  async #claim(upload: Upload, { sha256 }: FileIdentity): Promise<() => void> {
    const { signal } = upload.abort;
    const key = `${upload.brandId} ${sha256}`;
    for (let other = this.#inFlight.get(key); other !== undefined; other = this.#inFlight.get(key)) {
      await Promise.race([other, aborted(signal)]);
      signal.throwIfAborted();
    }
    let free = (): void => undefined;
    this.#inFlight.set(
      key,
      new Promise((resolve) => {
        free = resolve;
      }),
    );
    return () => {
      this.#inFlight.delete(key);
      free();
    };
  }

  async #store(upload: Upload, identity: FileIdentity): Promise<void> {
    const { board, journal, store, publisher } = this.#parts;
    const path = upload.path ?? '';
    const resumed = upload.ref !== null;
    const text = resumed ? null : await inlineText(path, identity);
    upload.assetId ??= assetIdSchema.parse(randomUUID());
    if (text === null) upload.ref ??= this.#refOf(upload, identity);
    // A text that goes into the database leaves nothing on the way: its intent says enough.
    if (text === null) {
      await journal.transferring(upload, identity);
      step('ingest.intended', { upload: upload.id });
    }
    board.step(upload, 'transferring');
    if (upload.ref !== null && !(resumed && (await this.#parts.remains.isPublished(upload)))) {
      await transfer(store, {
        path,
        size: identity.size,
        mtimeMs: identity.mtimeMs,
        sha256: identity.sha256,
        ref: upload.ref,
        contentType: identity.mime,
        multipartId: upload.multipartId,
        resumed,
        signal: upload.abort.signal,
        onMultipart: async (id) => {
          upload.multipartId = id;
          await journal.multipart(upload, id);
          step('ingest.multipartJournaled', { upload: upload.id });
        },
        onProgress: (bytes) => board.sent(upload, bytes),
      });
    }
    board.step(upload, 'verifying');
    upload.abort.signal.throwIfAborted();
    await publisher.publish({ upload, identity, text });
    if (upload.replaces !== null) upload.assetId = upload.replaces;
    step('ingest.published', { upload: upload.id });
    board.step(upload, 'published');
  }

  #refOf(upload: Upload, identity: FileIdentity): NonNullable<Upload['ref']> {
    const { store } = this.#parts;
    upload.assetId ??= assetIdSchema.parse(randomUUID());
    const key = buildObjectKey({
      type: identity.type,
      brandId: upload.brandId,
      projectId: upload.projectId,
      id: upload.assetId,
      date: upload.createdAt,
      // The content decides the extension; where it does not tell, the name does.
      ext: identity.ext === '' ? extname(upload.name) : identity.ext,
    });
    return { bucket: store.buckets.assets, key };
  }

  async #duplicate(upload: Upload, existing: NonNullable<Upload['assetId']>): Promise<void> {
    const { board, db, remains } = this.#parts;
    step('ingest.duplicateFound', { upload: upload.id });
    if (upload.intakeId !== null) await settleDuplicate(db, upload.intakeId, existing);
    await remains.abandon([upload]);
    upload.ref = null;
    upload.assetId = existing;
    board.step(upload, 'duplicate');
  }

  /** Another attempt after a while, or the end with a reason. The journal is written before the board shows it. */
  async #failed(upload: Upload, error: unknown, wait: number | undefined): Promise<void> {
    const { board, journal, remains } = this.#parts;
    const { code, retry } = uploadError(error);
    if (code === 'internal') log.error(`upload of ${upload.id} failed`, error);
    if (wait !== undefined && retriedByItself.has(code)) {
      if (upload.state !== 'queued') board.step(upload, 'queued');
      await delay(wait, undefined, { signal: upload.abort.signal }).catch(() => undefined);
      return;
    }
    // Parts of a file that was changing may hold a mixture.
    const keepParts = retry && code !== 'file_changed';
    await remains
      .discard(upload, { keepParts })
      .then(() => journal.state(upload, 'failed', code))
      // The entry stays, so a retry, the dismissal or the next start sees to it.
      .catch((cause: unknown) => log.error('clearing away a failed upload', cause));
    if (this.#closed) return;
    if (upload.abort.signal.aborted) return await this.#cancelled(upload);
    board.step(upload, 'failed', { code, details: {}, retry });
  }

  async #cancelled(upload: Upload): Promise<void> {
    const { board, remains } = this.#parts;
    if (isFinal(upload.state)) return;
    await remains.abandon([upload]);
    board.step(upload, 'cancelled');
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
