import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AssetId, assetIdSchema } from '../../shared/domain/ids.ts';
import type { Availability } from '../connection/health/availability.ts';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { Attempts, mayPass } from './attempts.ts';
import { Bandwidth } from './bandwidth.ts';
import type { UploadBoard } from './board.ts';
import { Claims } from './claims.ts';
import { publishedBefore, SettledIntakeError, settleDuplicate } from './intakes.ts';
import type { Journal } from './journal.ts';
import { objectRefOf } from './object-ref.ts';
import { inlineText, type Publisher, StaleUploadError } from './publisher.ts';
import { type ReadFile, readUpload } from './read-file.ts';
import type { Remains } from './remains.ts';
import { Slabs } from './slabs.ts';
import { changed } from './source-file.ts';
import { type Road, sendParts, sendWhole } from './transfer.ts';
import { type FileFacts, type FileIdentity, isFinal, type Upload, uploadError } from './upload.ts';

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
  /** Puts what the drop says of its files on the asset that has the bytes already. May be done twice. */
  readonly link: (upload: Upload, existing: AssetId) => Promise<void>;
  /** What uploads may use of the line; all of it where it is left out. */
  readonly bandwidth?: Bandwidth;
  /** Called after the asset is visible, with the file that it came from while it is still there. */
  readonly onPublished: (upload: Upload) => void;
}

/** Mebibytes of files that are in memory on their way. */
const slabs = 64;

/**
 * Takes one file through the protocol: identity → duplicate? → intent with key → transfer → verify → publish. A large
 * file that no asset can have already, for none is of its size, gets its identity while it is sent.
 */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #road: Road;
  readonly #claims: Claims;
  readonly #running = new Map<Upload, Promise<void>>();
  #closed = false;

  constructor(parts: PipelineParts) {
    const { db, store, bandwidth = new Bandwidth() } = parts;
    this.#parts = parts;
    this.#road = { store, bandwidth, slabs: new Slabs(slabs) };
    this.#claims = new Claims(db);
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
    const attempts = new Attempts();
    while (!isFinal(upload.state) && !this.#closed) {
      try {
        await this.#attempt(upload);
        return;
      } catch (error) {
        if (this.#closed) return;
        if (upload.abort.signal.aborted) return await this.#stopped(upload);
        if (await this.#waitedOut(upload, error)) continue;
        if (error instanceof SettledIntakeError) {
          // The next attempt finds what it was published as, and clears this one's object away.
          this.#parts.board.step(upload, 'queued');
          continue;
        }
        if (error instanceof StaleUploadError && (await this.#beganAnew(upload))) continue;
        await this.#failed(upload, error, attempts.waitAfter(error));
      }
    }
  }

  /** An outage: the upload waits as it is, with what has arrived, and goes on when the servers are back. */
  async #waitedOut(upload: Upload, error: unknown): Promise<boolean> {
    const { availability, board } = this.#parts;
    // The person's own file may be what can't be read.
    if (!mayPass(error) || !(await availability.isAway(error))) return false;
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
    const ended = await this.#readAndStore(upload);
    if (ended === 'duplicate') return;
    this.#parts.onPublished(upload);
    await remains
      .removeSpooled(upload)
      .catch((error: unknown) => log.error('removing a spooled file', error));
  }

  async #readAndStore(upload: Upload): Promise<'published' | 'duplicate'> {
    const { media } = this.#parts;
    let endOfSize = (): void => undefined;
    const mayStream = async (size: number): Promise<boolean> => {
      const { end, isNew } = await this.#claims.ofSize(upload, size);
      endOfSize = end;
      return isNew;
    };
    try {
      const read = await readUpload({ media, slabs: this.#road.slabs, mayStream }, upload);
      try {
        return await this.#storeUnlessThere(upload, read);
      } finally {
        await read.close();
      }
    } finally {
      endOfSize();
    }
  }

  async #storeUnlessThere(upload: Upload, read: ReadFile): Promise<'published' | 'duplicate'> {
    const { board, db, remains } = this.#parts;
    const { facts } = read;
    if (upload.identity !== null && !mayGoOn(upload.identity, facts)) await remains.startOver(upload);
    if (facts.size !== upload.size) board.resize(upload, facts.size);
    upload.identity = facts;
    step('ingest.hashed', { upload: upload.id });
    const before = await publishedBefore(db, upload);
    if (before !== null) return await this.#duplicate(upload, before);
    const goOn = () => this.#store(upload, read);
    return facts.sha256 === null ? await goOn() : await this.#unlessThere(upload, facts.sha256, goOn);
  }

  #unlessThere(upload: Upload, sha256: string, goOn: () => Promise<'published' | 'duplicate'>) {
    const duplicate = (existing: AssetId) => this.#duplicate(upload, existing);
    return this.#claims.unlessThere(upload, sha256, { goOn, duplicate });
  }

  async #store(upload: Upload, read: ReadFile): Promise<'published' | 'duplicate'> {
    const { board, journal, store } = this.#parts;
    const { facts, chunks } = read;
    const resumed = upload.ref !== null;
    const text = resumed || chunks === null ? null : inlineText(chunks, facts);
    upload.assetId ??= assetIdSchema.parse(randomUUID());
    if (text !== null) {
      await read.file.assertUnchanged();
      return await this.#publish(upload, { ...facts, sha256: required(facts.sha256) }, text);
    }
    upload.ref ??= objectRefOf(store, upload, upload.assetId, facts);
    // A text that goes into the database leaves nothing on the way: its intent says enough.
    await journal.transferring(upload, facts);
    step('ingest.intended', { upload: upload.id });
    board.step(upload, 'transferring');
    const isThere = resumed && (await this.#parts.remains.isPublished(upload));
    const sha256 = isThere ? await this.#hashOf(read) : await this.#send(upload, upload.ref, read, resumed);
    const identity = { ...facts, sha256 };
    upload.identity = identity;
    const publish = () => this.#publish(upload, identity, null);
    return facts.sha256 === null ? await this.#unlessThere(upload, sha256, publish) : await publish();
  }

  async #hashOf({ file, facts }: ReadFile): Promise<string> {
    return facts.sha256 ?? (await this.#parts.media.hash({ path: file.path })).sha256;
  }

  /** Gives the SHA-256 of what was sent. */
  async #send(upload: Upload, ref: ObjectRef, read: ReadFile, resumed: boolean): Promise<string> {
    const { board, journal } = this.#parts;
    const { facts, chunks, file } = read;
    const transfer = {
      ref,
      contentType: facts.mime,
      signal: upload.abort.signal,
      onProgress: (bytes: number) => board.sent(upload, bytes),
    };
    if (chunks !== null) {
      await sendWhole(this.#road, { ...transfer, chunks });
      // What was sent is what was hashed; but half a file that is still being copied is not wanted.
      await file.assertUnchanged();
      return required(facts.sha256);
    }
    const sha256 = await sendParts(this.#road, {
      ...transfer,
      file,
      multipartId: upload.multipartId,
      resumed,
      onMultipart: async (id) => {
        upload.multipartId = id;
        await journal.multipart(upload, id);
        step('ingest.multipartJournaled', { upload: upload.id });
      },
    });
    if (facts.sha256 !== null && facts.sha256 !== sha256) throw changed();
    return sha256;
  }

  async #publish(upload: Upload, identity: FileIdentity, text: string | null): Promise<'published'> {
    const { board, publisher } = this.#parts;
    if (upload.state !== 'transferring') board.step(upload, 'transferring');
    board.step(upload, 'verifying');
    upload.abort.signal.throwIfAborted();
    await publisher.publish({ upload, identity, text });
    if (upload.replaces !== null) upload.assetId = upload.replaces;
    step('ingest.published', { upload: upload.id });
    board.step(upload, 'published');
    return 'published';
  }

  async #duplicate(upload: Upload, existing: AssetId): Promise<'duplicate'> {
    const { board, db, remains } = this.#parts;
    step('ingest.duplicateFound', { upload: upload.id });
    if (upload.onDuplicate === 'link') await this.#parts.link(upload, existing);
    if (upload.intakeId !== null) await settleDuplicate(db, upload.intakeId, existing);
    await remains.abandon([upload], existing);
    upload.ref = null;
    upload.assetId = existing;
    board.step(upload, 'duplicate');
    return 'duplicate';
  }

  /** Another attempt after a while, or the end with a reason. The journal is written before the board shows it. */
  async #failed(upload: Upload, error: unknown, wait: number | null): Promise<void> {
    const { board, journal, remains } = this.#parts;
    const { code, retry } = uploadError(error);
    if (code === 'internal') log.error(`upload of ${upload.id} failed`, error);
    if (wait !== null) {
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
    if (upload.abort.signal.aborted) return await this.#stopped(upload);
    board.step(upload, 'failed', { code, details: {}, retry });
  }

  /** By the person: for good, or to wait with what has arrived until it may go on. */
  async #stopped(upload: Upload): Promise<void> {
    if (!upload.held) return await this.#cancelled(upload);
    const { board } = this.#parts;
    upload.held = false;
    upload.abort = new AbortController();
    if (upload.state !== 'queued') board.step(upload, 'queued');
  }

  async #cancelled(upload: Upload): Promise<void> {
    const { board, remains } = this.#parts;
    if (isFinal(upload.state)) return;
    await remains.abandon([upload]);
    board.step(upload, 'cancelled');
  }
}

/**
 * Whether what an earlier attempt left may be used for the file as it is now: its key says what kind of file it is, and its
 * parts are of this size. Parts of other bytes are found out when they are compared.
 */
function mayGoOn(before: FileFacts, now: FileFacts): boolean {
  const sameKind = before.type === now.type && before.mime === now.mime && before.size === now.size;
  return sameKind && (before.sha256 === null || now.sha256 === null || before.sha256 === now.sha256);
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('A file in memory has its hash');
  return value;
}
