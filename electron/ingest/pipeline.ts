import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { buildObjectKey } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { UploadBoard } from './board.ts';
import type { Journal } from './journal.ts';
import { findDuplicate, inlineText, type Publisher } from './publisher.ts';
import { transfer } from './transfer.ts';
import { type FileIdentity, isFinal, type Upload, uploadError } from './upload.ts';

export interface PipelineParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'hash' | 'probe'>;
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly publisher: Publisher;
  /** Called after the asset is visible, with the file that it came from while it is still there. */
  readonly onPublished: (upload: Upload) => void;
}

/** Waits before another attempt when a server or the disk was busy; then the person decides. */
const retryDelaysMs = [1000, 4000];
const retriedByItself = new Set(['service_unavailable', 'timeout', 'verify_failed', 'media_crashed']);

/** Takes one file through the protocol: identity → duplicate? → intent with key → transfer → verify → publish. */
export class Pipeline {
  readonly #parts: PipelineParts;
  /** Same bytes to the same brand at the same time: the second waits for the first, then finds it. */
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Runs an upload to one of its final states; never rejects. */
  async run(upload: Upload): Promise<void> {
    const { board, journal } = this.#parts;
    for (let attempt = 0; ; attempt += 1) {
      if (isFinal(upload.state)) return;
      try {
        await this.#attempt(upload);
        return;
      } catch (error) {
        if (upload.abort.signal.aborted) return await this.#cancelled(upload);
        const { code, retry } = uploadError(error);
        if (code === 'internal') log.error(`upload of ${upload.id} failed`, error);
        const wait = retryDelaysMs[attempt];
        if (wait !== undefined && retriedByItself.has(code)) {
          if (upload.state !== 'queued') board.step(upload, 'queued');
          await delay(wait, undefined, { signal: upload.abort.signal }).catch(() => undefined);
          continue;
        }
        await this.#discardObject(upload, { keepParts: retry });
        board.step(upload, 'failed', { code, details: {}, retry });
        await journal.state(upload, 'failed', code).catch((cause: unknown) => log.error('journal', cause));
        return;
      }
    }
  }

  async #attempt(upload: Upload): Promise<void> {
    const { board } = this.#parts;
    const signal = upload.abort.signal;
    signal.throwIfAborted();
    board.step(upload, 'hashing');
    const identity = await this.#identify(upload);
    const release = await this.#claim(upload, identity);
    try {
      if (!upload.keepDuplicate) {
        const existing = await findDuplicate(this.#parts.db, upload.brandId, identity.sha256);
        if (existing !== null) return await this.#duplicate(upload, existing);
      }
      await this.#store(upload, identity);
    } finally {
      release();
    }
    this.#parts.onPublished(upload);
    await this.#removeSpool(upload);
  }

  async #identify(upload: Upload): Promise<FileIdentity> {
    const { media, board } = this.#parts;
    const path = upload.path;
    if (path === null) throw new AppError('file_missing', 'The file has no path', {}, false);
    const options = { signal: upload.abort.signal };
    const probe = await media.probe({ path, name: upload.name }, options);
    const { sha256, size, mtimeMs } = await media.hash({ path }, options);
    if (size !== upload.size) board.resize(upload, size);
    const { type, mime, ext, width, height } = probe;
    const dimensions = width === undefined || height === undefined ? null : { width, height };
    const identity: FileIdentity = { sha256, size, mtimeMs, type, mime, ext, dimensions };
    // Bytes that changed since an interrupted transfer must not be mixed with parts of the old ones.
    if (upload.identity !== null && upload.identity.sha256 !== sha256) {
      await this.#discardObject(upload, { keepParts: false });
    }
    upload.identity = identity;
    return identity;
  }

  /** Waits until no other upload carries the same bytes to the same brand; the answer frees the place. */
  async #claim(upload: Upload, { sha256 }: FileIdentity): Promise<() => void> {
    const key = `${upload.brandId} ${sha256}`;
    for (let other = this.#inFlight.get(key); other !== undefined; other = this.#inFlight.get(key)) {
      await other;
      upload.abort.signal.throwIfAborted();
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
    const text = await inlineText(path, identity);
    upload.assetId ??= assetIdSchema.parse(randomUUID());
    if (text === null) {
      upload.ref ??= {
        bucket: store.buckets.assets,
        key: buildObjectKey({
          type: identity.type,
          brandId: upload.brandId,
          projectId: upload.projectId,
          id: upload.assetId,
          date: upload.createdAt,
          // The content decides the extension; where it does not tell, the name does.
          ext: identity.ext === '' ? extname(upload.name) : identity.ext,
        }),
      };
    }
    await journal.transferring(upload, identity);
    board.step(upload, 'transferring');
    if (upload.ref !== null) {
      await transfer(store, {
        path,
        size: identity.size,
        mtimeMs: identity.mtimeMs,
        sha256: identity.sha256,
        ref: upload.ref,
        contentType: identity.mime,
        multipartId: upload.multipartId,
        signal: upload.abort.signal,
        onMultipart: async (id) => {
          upload.multipartId = id;
          await journal.multipart(upload, id);
        },
        onProgress: (bytes) => board.sent(upload, bytes),
      });
    }
    board.step(upload, 'verifying');
    upload.abort.signal.throwIfAborted();
    await publisher.publish({ upload, identity, text });
    board.step(upload, 'published');
  }

  async #duplicate(upload: Upload, existing: NonNullable<Upload['assetId']>): Promise<void> {
    const { board, journal } = this.#parts;
    await this.#discardObject(upload, { keepParts: false });
    await this.#removeSpool(upload);
    upload.assetId = existing;
    board.step(upload, 'duplicate');
    await journal.forget([upload]);
  }

  async #cancelled(upload: Upload): Promise<void> {
    const { board, journal } = this.#parts;
    await this.#discardObject(upload, { keepParts: false });
    await this.#removeSpool(upload);
    if (!isFinal(upload.state)) board.step(upload, 'cancelled');
    await journal.forget([upload]).catch((cause: unknown) => log.error('journal', cause));
  }

  /** Removes what an attempt left in the store; parts stay for a retry that can go on from them. */
  async #discardObject(upload: Upload, { keepParts }: { keepParts: boolean }): Promise<void> {
    const { store } = this.#parts;
    if (upload.ref === null) return;
    try {
      if (upload.multipartId !== null && !keepParts) {
        await store.abortMultipart(upload.ref, upload.multipartId);
        upload.multipartId = null;
      }
      await store.remove([upload.ref]);
    } catch (error) {
      // The journal row stays, so the next start tries again.
      log.warn('an unfinished object could not be removed yet', {
        upload: upload.id,
        code: uploadError(error).code,
      });
    }
  }

  async #removeSpool(upload: Upload): Promise<void> {
    if (upload.spooled && upload.path !== null) await rm(upload.path, { force: true });
  }

  /** Forgets a failed upload for good, with whatever it left. */
  async abandon(upload: Upload): Promise<void> {
    await this.#discardObject(upload, { keepParts: false });
    await this.#removeSpool(upload);
    await this.#parts.journal.forget([upload]);
  }
}
