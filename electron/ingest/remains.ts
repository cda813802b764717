import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import { isVersionOf } from '../library/versions/objects.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { retire } from '../storage/retired.ts';
import type { NotTaken } from './ended-entries.ts';
import type { Journal } from './journal.ts';
import { singlePutLimit } from './parts.ts';
import { isFinal, type Upload, uploadError } from './upload.ts';

/** No file is begun more often than this without being given up. */
const mostAttempts = 20;

export interface RemainsParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly journal: Journal;
}

/** What an attempt left behind (an object, parts, a spooled file) and how it is cleared away. */
export class Remains {
  readonly #parts: RemainsParts;
  /** Given up while the database was away too, so that the journal does not know. */
  readonly #owed = new Map<Upload['id'], Upload>();

  constructor(parts: RemainsParts) {
    this.#parts = parts;
  }

  /**
   * Whether an attempt got through although its answer was lost, so that the object is an asset's already.
   */
  async isPublished(
    { assetId, replaces, ref }: Pick<Upload, 'assetId' | 'replaces' | 'ref'>,
    db: SparklioDb = this.#parts.db,
  ): Promise<boolean> {
    if (replaces !== null && ref !== null) return await isVersionOf(db, replaces, { ref, checksum: null });
    if (assetId === null) return false;
    const row = await db
      .selectFrom('public.generated_assets')
      .select('id')
      .where('id', '=', assetId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Removes what is in the store; with `keepParts` a retry can go on from the parts. An object that an asset
   * already has is never touched. Rejects with `service_unavailable` when the store or the database is away.
   */
  async discard(upload: Upload, { keepParts }: { keepParts: boolean }): Promise<void> {
    const { store } = this.#parts;
    const { ref } = upload;
    if (ref === null || !(await this.#giveUp(upload, ref))) return;
    if (!keepParts) {
      if (upload.multipartId !== null) await store.abortMultipart(ref, upload.multipartId);
      upload.multipartId = null;
      if (upload.size > singlePutLimit) await this.#abortOthers(ref);
    }
    await store.remove([ref]);
    step('ingest.cleared', { upload: upload.id });
  }

  /** An attempt whose beginning was never answered has begun all the same, and may not have been the last one. */
  async #abortOthers(ref: ObjectRef): Promise<void> {
    const { store } = this.#parts;
    for (let others = 0; others < mostAttempts; others += 1) {
      const open = await store.findMultipart(ref);
      if (open === null) return;
      await store.abortMultipart(ref, open);
    }
  }

  /**
   * Whether nothing became of the upload, and its object may go. Publishing it may still be on its way though its answer
   * was lost: that holds the journal's entry until it is decided, so this waits for it. It is noted that the object is
   * removed, for a PUT may be on its way too and come to its end afterwards.
   */
  async #giveUp(upload: Upload, ref: ObjectRef): Promise<boolean> {
    return await this.#parts.db.transaction().execute(async (transaction) => {
      await sql`select from sparklio.uploads where id = ${upload.id}::uuid for update`.execute(transaction);
      if (await this.isPublished(upload, transaction)) return false;
      await retire(transaction, [ref]);
      return true;
    });
  }

  /** Nothing becomes of the upload: clears it away and ends its journal entry, now or at a later sweep. */
  async abandon(uploads: readonly Upload[], notTaken: NotTaken | null = null): Promise<void> {
    const { journal } = this.#parts;
    const clean: Upload[] = [];
    for (const upload of uploads) {
      try {
        await this.discard(upload, { keepParts: false });
        // Bytes that nobody else has are kept while the person may still want both.
        if (notTaken === null || !isOpen(upload, notTaken)) await this.removeSpooled(upload);
        clean.push(upload);
      } catch (error) {
        log.warn('an unfinished object can not be removed yet', { code: uploadError(error).code });
        await this.#orOwe([upload], () => journal.state(upload, 'cancelled', null));
      }
    }
    await this.#orOwe(clean, () => journal.forget(clean, notTaken));
    step('ingest.forgotten', { files: clean.length });
  }

  /** Sees to what was given up while the database was away, except to uploads that were taken up again since. */
  async payOff(): Promise<void> {
    const owed = [...this.#owed.values()].filter(({ state }) => isFinal(state));
    this.#owed.clear();
    if (owed.length > 0) await this.abandon(owed);
  }

  /** The bytes are others now: nothing that was sent of the old ones may be used. */
  async startOver(upload: Upload): Promise<void> {
    await this.discard(upload, { keepParts: false });
    upload.ref = null;
    upload.assetId = null;
    upload.identity = null;
  }

  async removeSpooled({ spooled, path }: Upload): Promise<void> {
    if (spooled && path !== null) await rm(path, { force: true });
  }

  /** When the database is away the entry stays as it is until the next sweep. */
  async #orOwe(uploads: readonly Upload[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('a given-up upload can not be journaled yet', { code: uploadError(error).code });
      for (const upload of uploads) this.#owed.set(upload.id, upload);
    }
  }
}

/** Whether the person is still to decide. */
function isOpen({ onDuplicate, onConflict }: Upload, { as }: NotTaken): boolean {
  return (as === 'duplicate' ? onDuplicate : onConflict) === 'ask';
}
