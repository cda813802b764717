import type { BatchId } from '../../shared/domain/ids.ts';
import type { UploadState } from '../../shared/domain/upload.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { FileIdentity, Upload } from './upload.ts';

/** Rows of one statement; small enough to stay far below Postgres' limit of parameters. */
const chunk = 200;

type Row = Awaited<ReturnType<Journal['unfinished']>>[number];
export type JournalRow = Row;

/**
 * What a restart needs to know of every file that was taken but is not published yet: kept in the app's own
 * schema. A published or given-up file has no row.
 */
export class Journal {
  readonly #db: SparklioDb;

  constructor(db: SparklioDb) {
    this.#db = db;
  }

  /** The intent: written before anything else happens to a file. */
  async record(batchTitle: string, uploads: readonly Upload[]): Promise<void> {
    for (let at = 0; at < uploads.length; at += chunk) {
      const rows = uploads.slice(at, at + chunk).map((upload) => ({
        id: upload.id,
        batch_id: upload.batchId,
        batch_title: batchTitle,
        state: upload.state,
        reason: upload.error?.code ?? null,
        brand_id: upload.brandId,
        project_id: upload.projectId,
        path: upload.path,
        name: upload.name,
        folder: upload.folder,
        size: upload.size,
        tags: [...upload.tags],
        created_at: upload.createdAt,
      }));
      await this.#db.insertInto('sparklio.uploads').values(rows).execute();
    }
  }

  /** The final key, before the first byte moves to it. */
  async transferring(upload: Upload, identity: FileIdentity): Promise<void> {
    await this.#db
      .updateTable('sparklio.uploads')
      .set({
        state: 'transferring',
        reason: null,
        asset_id: upload.assetId,
        size: identity.size,
        mtime_ms: Math.trunc(identity.mtimeMs),
        type: identity.type,
        mime: identity.mime,
        checksum: identity.sha256,
        bucket: upload.ref?.bucket ?? null,
        object_key: upload.ref?.key ?? null,
        updated_at: new Date(),
      })
      .where('id', '=', upload.id)
      .execute();
  }

  async multipart(upload: Upload, multipartId: string): Promise<void> {
    await this.#db
      .updateTable('sparklio.uploads')
      .set({ multipart_id: multipartId, updated_at: new Date() })
      .where('id', '=', upload.id)
      .execute();
  }

  async state(upload: Upload, state: UploadState, reason: string | null): Promise<void> {
    await this.#db
      .updateTable('sparklio.uploads')
      .set((eb) => ({ state, reason, updated_at: new Date(), attempts: eb('attempts', '+', 1) }))
      .where('id', '=', upload.id)
      .execute();
  }

  async forget(uploads: readonly Upload[]): Promise<void> {
    for (let at = 0; at < uploads.length; at += 1000) {
      const ids = uploads.slice(at, at + 1000).map(({ id }) => id);
      await this.#db.deleteFrom('sparklio.uploads').where('id', 'in', ids).execute();
    }
  }

  /** What an earlier run left, oldest first. */
  unfinished() {
    return this.#db.selectFrom('sparklio.uploads').selectAll().orderBy('created_at').orderBy('id').execute();
  }

  async forgetBatch(batchId: BatchId): Promise<void> {
    await this.#db.deleteFrom('sparklio.uploads').where('batch_id', '=', batchId).execute();
  }
}
