import { sql } from 'kysely';
import type { AssetId, BatchId, UploadId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { endEntries, keepRefused, type NotTaken } from './ended-entries.ts';
import { findSettled, type SettledIntake } from './intakes.ts';
import { type Intent, type Versioning, writeIntents, writeReplaced } from './intents.ts';
import type { RestOfDrop } from './rest-of-drop.ts';
import type { ScanCursor } from './scan.ts';
import type { Drop } from './target.ts';
import { Together } from './together.ts';
import type { FileFacts, Upload } from './upload.ts';

/** Rows of one statement; small enough to stay far below Postgres' limit of parameters. */
const chunk = 200;
/** Files whose other attempts are journaled together. */
export const againAtOnce = 100;

export type JournalRow = Awaited<ReturnType<Journal['unfinished']>>[number];
export type ScanRow = Awaited<ReturnType<Journal['scans']>>[number];

function toRow(batchTitle: string, upload: Upload, desktopId: string | null) {
  const { identity, ref } = upload;
  return {
    id: upload.id,
    batch_id: upload.batchId,
    batch_title: batchTitle,
    state: upload.state,
    reason: upload.error?.code ?? null,
    brand_id: upload.brandId,
    project_id: upload.projectId,
    asset_id: upload.assetId,
    path: upload.path,
    name: upload.name,
    folder: upload.folder,
    size: upload.size,
    mtime_ms: identity === null ? null : Math.trunc(identity.mtimeMs),
    type: identity?.type ?? null,
    mime: identity?.mime ?? null,
    checksum: identity?.sha256 ?? null,
    bucket: ref?.bucket ?? null,
    object_key: ref?.key ?? null,
    multipart_id: upload.multipartId,
    keep_duplicate: upload.keepDuplicate,
    on_duplicate: upload.onDuplicate,
    on_conflict: upload.onConflict,
    tags: [...upload.tags],
    created_at: upload.createdAt,
    desktop_id: desktopId,
    source: upload.origin.source,
    source_metadata: JSON.stringify(upload.origin.sourceMetadata),
    intake_id: upload.intakeId,
    replaces: upload.replaces,
  };
}

/**
 * What a restart needs to know of every file that was taken but is not published yet: kept in the app's own
 * schema. A published or given-up file has no row. State `cancelled`: nothing will come of it, but something
 * of it may still be in the store. Where many desktops share the database, each sees only what is its own.
 */
export class Journal {
  readonly #db: SparklioDb;
  readonly #desktopId: string | null;
  readonly #intents: Together<Intent, undefined>;
  readonly #versions: Together<Versioning, undefined>;

  /** `desktopId` is null where the library is this computer's alone: then every entry is. */
  constructor(db: SparklioDb, desktopId: string | null) {
    this.#db = db;
    this.#desktopId = desktopId;
    this.#intents = new Together(chunk, (intents) => writeIntents(db, intents));
    this.#versions = new Together(chunk, (versions) => writeReplaced(db, versions));
  }

  /** A drop, before its folders are walked. */
  async beginScan(drop: Drop): Promise<void> {
    await this.#db
      .insertInto('sparklio.scans')
      .values({
        batch_id: drop.batchId,
        title: drop.title,
        brand_id: drop.target.brandId,
        project_id: drop.target.projectId,
        paths: [...drop.paths],
        folders_as_projects: drop.foldersAsProjects,
        keep_duplicates: drop.keepDuplicates,
        on_duplicate: drop.onDuplicate,
        on_conflict: drop.onConflict,
        tags: [...drop.target.tags],
        created_at: drop.createdAt,
        desktop_id: this.#desktopId,
      })
      // Written already when the answer to the first time was lost.
      .onConflict((conflict) => conflict.column('batch_id').doNothing())
      .execute();
  }

  async endScan(batchId: BatchId): Promise<void> {
    await this.#db.deleteFrom('sparklio.scans').where('batch_id', '=', batchId).execute();
  }

  /**
   * The intents: written before anything else happens to the files, together with how far their scan is. Files
   * that the scan refused (`failed`) are done with already: the history tells why.
   */
  async record(batchTitle: string, uploads: readonly Upload[], cursor: ScanCursor | null): Promise<void> {
    const [first] = uploads;
    if (first === undefined) return;
    const wanted = uploads.filter(({ state }) => state !== 'failed');
    const rows = wanted.map((upload) => toRow(batchTitle, upload, this.#desktopId));
    const refused = uploads.filter(({ state }) => state === 'failed');
    await this.#db.transaction().execute(async (transaction) => {
      for (let at = 0; at < rows.length; at += chunk) {
        await transaction
          .insertInto('sparklio.uploads')
          .values(rows.slice(at, at + chunk))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute();
      }
      await keepRefused(transaction, batchTitle, refused, this.#desktopId);
      if (cursor !== null) {
        await transaction
          .updateTable('sparklio.scans')
          .set({ cursor_root: cursor.root, cursor_path: cursor.path })
          .where('batch_id', '=', first.batchId)
          .execute();
      }
    });
  }

  /** The intents of other attempts, at most `againAtOnce`: all or none. What the last ones left in the store stays known. */
  async recordAgain(batchTitle: string, uploads: readonly Upload[]): Promise<void> {
    if (uploads.length === 0) return;
    const rows = uploads.map((upload) => toRow(batchTitle, upload, this.#desktopId));
    const ids = rows.map(({ id }) => id);
    await this.#db.transaction().execute(async (transaction) => {
      await sql`delete from sparklio.uploads where id = any(${ids}::uuid[])`.execute(transaction);
      await sql`delete from sparklio.upload_history where id = any(${ids}::uuid[])`.execute(transaction);
      await transaction.insertInto('sparklio.uploads').values(rows).execute();
    });
  }

  /** What a person decided for all of a drop that is still to come: a restart does not ask again either. */
  async decideRest(batchId: BatchId, { duplicates, conflicts }: RestOfDrop): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const [table, keeps] of [
        ['sparklio.uploads', 'keep_duplicate'],
        ['sparklio.scans', 'keep_duplicates'],
      ] as const) {
        if (duplicates !== undefined) {
          const decided =
            duplicates === 'keep' ? sql`${sql.ref(keeps)} = true` : sql`on_duplicate = ${duplicates}`;
          await sql`update ${sql.table(table)} set ${decided}
            where batch_id = ${batchId} and on_duplicate = 'ask'`.execute(transaction);
        }
        if (conflicts === undefined) continue;
        await sql`update ${sql.table(table)} set on_conflict = ${conflicts}
          where batch_id = ${batchId} and on_conflict = 'ask'`.execute(transaction);
      }
    });
  }

  /** The final key, before the first byte moves to it. Files that come to it at the same time share a statement. */
  transferring(upload: Upload, facts: FileFacts): Promise<void> {
    return this.#intents.add({ upload, facts });
  }

  async multipart(upload: Upload, multipartId: string | null): Promise<void> {
    await this.#db
      .updateTable('sparklio.uploads')
      .set({ multipart_id: multipartId, updated_at: new Date() })
      .where('id', '=', upload.id)
      .execute();
  }

  async state(upload: Upload, state: 'failed' | 'cancelled', reason: string | null): Promise<void> {
    await this.#db
      .updateTable('sparklio.uploads')
      .set((eb) => ({
        state,
        reason,
        multipart_id: upload.multipartId,
        updated_at: new Date(),
        attempts: eb('attempts', '+', 1),
      }))
      .where('id', '=', upload.id)
      .execute();
  }

  /** Nothing is left to do for these: their entries go to the history, as not taken for an asset's sake or as given up. */
  async forget(uploads: readonly Upload[], notTaken: NotTaken | null = null): Promise<void> {
    await endEntries(
      this.#db,
      uploads.map(({ id, size, identity, onDuplicate, onConflict, state }) => ({
        id,
        state: notTaken?.as ?? (state === 'failed' ? state : 'cancelled'),
        assetId: notTaken?.of ?? null,
        size,
        type: identity?.type ?? null,
        onDuplicate,
        onConflict,
      })),
    );
  }

  /** Which asset files become the new versions of, before anything of them is sent. Files of the same time share a statement. */
  replaces(id: UploadId, assetId: AssetId): Promise<void> {
    return this.#versions.add({ id, assetId });
  }

  /** Which of the ids that programs handed files in under are settled, and how. */
  settled(ids: readonly string[]): Promise<ReadonlyMap<string, SettledIntake>> {
    return findSettled(this.#db, ids);
  }

  /** What an earlier run left to do, in the order in which it was dropped. */
  unfinished() {
    return this.#db
      .selectFrom('sparklio.uploads')
      .selectAll()
      .where('state', '<>', 'cancelled')
      .where(this.#own())
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  /** Given-up uploads that could not be removed from the store at the time. */
  cancelled() {
    return this.#db
      .selectFrom('sparklio.uploads')
      .selectAll()
      .where('state', '=', 'cancelled')
      .where(this.#own())
      .limit(1000)
      .execute();
  }

  /** Drops that were still being walked. */
  scans() {
    return this.#db
      .selectFrom('sparklio.scans')
      .selectAll()
      .where(this.#own())
      .orderBy('created_at')
      .execute();
  }

  #own() {
    return this.#desktopId === null
      ? sql<boolean>`true`
      : sql<boolean>`${sql.ref('desktop_id')} = ${this.#desktopId}`;
  }
}
