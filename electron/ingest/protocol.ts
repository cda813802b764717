import { randomUUID } from 'node:crypto';
import { type AssetId, assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { Bandwidth } from './bandwidth.ts';
import type { UploadBoard } from './board.ts';
import { Claims } from './claims.ts';
import { publishedBefore, settleDuplicate } from './intakes.ts';
import type { Journal } from './journal.ts';
import type { Linking } from './link.ts';
import { NameConflicts } from './name-conflicts.ts';
import { objectRefOf } from './object-ref.ts';
import { inlineText, type Publisher } from './publisher.ts';
import { type ReadFile, readUpload } from './read-file.ts';
import type { Remains } from './remains.ts';
import { Slabs } from './slabs.ts';
import { changed } from './source-file.ts';
import { type Road, sendParts, sendWhole } from './transfer.ts';
import type { FileFacts, FileIdentity, Upload } from './upload.ts';

export interface ProtocolParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'hash' | 'probe'>;
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly remains: Remains;
  readonly publisher: Publisher;
  /** Puts what the drop says of its files on the asset that has the bytes already. May be done twice. */
  readonly link: (files: readonly Linking[]) => Promise<void>;
  /** What uploads may use of the line; all of it where it is left out. */
  readonly bandwidth?: Bandwidth;
  /** Called after the asset is visible, with the file that it came from while it is still there. */
  readonly onPublished: (upload: Upload) => void;
}

/** Mebibytes of files that are in memory on their way. */
const slabs = 64;

/** What a whole attempt ends with; failures are thrown. */
type Ended = 'published' | 'duplicate' | 'conflict';

/**
 * Takes one file through the protocol: identity → duplicate? → name taken? → intent with key → transfer → verify →
 * publish. A large file that no asset can have already, for none is of its size, gets its identity while it is sent.
 */
export class Protocol {
  readonly #parts: ProtocolParts;
  readonly #road: Road;
  readonly #claims: Claims;
  readonly #conflicts: NameConflicts;

  constructor(parts: ProtocolParts) {
    const { db, store, board, bandwidth = new Bandwidth() } = parts;
    this.#parts = parts;
    this.#road = { store, bandwidth, slabs: new Slabs(slabs) };
    this.#claims = new Claims(db);
    this.#conflicts = new NameConflicts(db, board);
  }

  /** One attempt, from wherever the last one came to. */
  async attempt(upload: Upload): Promise<void> {
    const { board, remains } = this.#parts;
    upload.abort.signal.throwIfAborted();
    board.step(upload, 'hashing');
    if ((await this.#readAndStore(upload)) !== 'published') return;
    this.#parts.onPublished(upload);
    await remains
      .removeSpooled(upload)
      .catch((error: unknown) => log.error('removing a spooled file', error));
  }

  async #readAndStore(upload: Upload): Promise<Ended> {
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

  async #storeUnlessThere(upload: Upload, read: ReadFile): Promise<Ended> {
    const { board, db, remains } = this.#parts;
    const { facts } = read;
    if (upload.identity !== null && !mayGoOn(upload.identity, facts)) await remains.startOver(upload);
    if (facts.size !== upload.size) board.resize(upload, facts.size);
    upload.identity = facts;
    step('ingest.hashed', { upload: upload.id });
    const before = await publishedBefore(db, upload);
    if (before !== null) return await this.#duplicate(upload, before);
    const goOn = () => this.#unlessNamed(upload, read);
    return facts.sha256 === null ? await goOn() : await this.#unlessThere(upload, facts.sha256, goOn);
  }

  #unlessThere(upload: Upload, sha256: string, goOn: () => Promise<Ended>) {
    const duplicate = (existing: AssetId) => this.#duplicate(upload, existing);
    return this.#claims.unlessThere(upload, sha256, { goOn, duplicate });
  }

  /** An asset of the place may be called so: the file becomes its new version, or waits for the person's word. */
  async #unlessNamed(upload: Upload, read: ReadFile): Promise<Ended> {
    const verdict = await this.#conflicts.verdictOn(upload, read.facts);
    if (verdict.kind === 'ask' || verdict.kind === 'leaveOut') {
      // Asked about also where that was settled, but several assets may be meant.
      if (verdict.kind === 'ask') upload.onConflict = 'ask';
      return await this.#conflict(upload, verdict.about);
    }
    if (verdict.kind === 'version') {
      await this.#parts.journal.replaces(upload.id, verdict.of);
      upload.replaces = verdict.of;
      step('version.chosen', { upload: upload.id });
    }
    return await this.#store(upload, read);
  }

  async #store(upload: Upload, read: ReadFile): Promise<Ended> {
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
    if (upload.onDuplicate === 'link') {
      await this.#parts.link([{ ...upload, assetId: existing }]);
      step('ingest.linked', { upload: upload.id });
    }
    if (upload.intakeId !== null) await settleDuplicate(db, upload.intakeId, existing);
    await remains.abandon([upload], { as: 'duplicate', of: existing });
    upload.ref = null;
    upload.assetId = existing;
    board.step(upload, 'duplicate');
    return 'duplicate';
  }

  async #conflict(upload: Upload, namesake: AssetId): Promise<'conflict'> {
    const { board, remains } = this.#parts;
    step('version.asked', { upload: upload.id });
    await remains.abandon([upload], { as: 'conflict', of: namesake });
    upload.assetId = namesake;
    board.step(upload, 'conflict');
    return 'conflict';
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
