import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { unlessDeadlocked } from '../database/unless-deadlocked.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { step } from '../steps.ts';
import { formatObjectPath } from '../storage/keys.ts';
import { endEntries as moveToHistory, noteVersions } from './ended-entries.ts';
import { settlePublished } from './intakes.ts';
import { putVersions } from './put-versions.ts';
import type { FileFacts, FileIdentity, Upload } from './upload.ts';

/** Shorter texts are kept in the database, as the house rule has it. */
const inlineTextBytes = 10 * 1024;
/** Files of one transaction. */
const groupSize = 50;

/**
 * The content of a text that is kept in the database: short, and such that writing the content out again
 * gives the very same bytes. Null for any other file, which goes to the object store.
 */
export function inlineText(chunks: readonly Buffer[], { type, size }: FileFacts): string | null {
  if (type !== 'text' || size >= inlineTextBytes) return null;
  const bytes = Buffer.concat(chunks);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') || !Buffer.from(text).equals(bytes) ? null : text;
  } catch {
    return null;
  }
}

/** A file that is verified in the store (or whose text is at hand) and is to become an asset. */
export interface Publication {
  readonly upload: Upload;
  readonly identity: FileIdentity;
  readonly text: string | null;
}

interface Waiting {
  readonly publication: Publication;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes assets visible: the row, its text, its follow-up job and the end of its journal entry in one
 * transaction. Files that are ready at the same time share one; if that fails each is tried by itself. Publishing
 * what is published already changes nothing: the answer to the first time may have been lost.
 */
export class Publisher {
  readonly #db: SparklioDb;
  readonly #jobs: JobQueue | null;
  readonly #userId: string;
  readonly #rows: SharedRows;
  readonly #priority: (upload: Upload) => number;
  #waiting: Waiting[] = [];
  #running = false;

  /** `priority`: of the render job of a file that is published now. */
  constructor(options: {
    db: SparklioDb;
    jobs: JobQueue | null;
    userId: string;
    rows?: SharedRows;
    priority?: (upload: Upload) => number;
  }) {
    this.#priority = options.priority ?? (() => 0);
    this.#db = options.db;
    this.#jobs = options.jobs;
    this.#userId = options.userId;
    this.#rows = options.rows ?? new SharedRows(options.userId);
  }

  publish(publication: Publication): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ publication, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, groupSize);
      try {
        await this.#commit(group.map(({ publication }) => publication));
        for (const { resolve } of group) resolve();
      } catch (error) {
        if (group.length === 1) group[0]?.reject(error);
        else await this.#oneByOne(group);
      }
    }
    this.#running = false;
  }

  async #oneByOne(group: readonly Waiting[]): Promise<void> {
    for (const { publication, resolve, reject } of group) {
      await this.#commit([publication]).then(resolve, reject);
    }
  }

  #commit(publications: readonly Publication[]): Promise<void> {
    // A file that is replaced may be edited at the same time, by another desktop or program.
    return unlessDeadlocked(() => this.#rows.retrying(() => this.#commitOnce(publications)));
  }

  async #commitOnce(everything: readonly Publication[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const isEntered = await endEntries(transaction, everything);
      const publications = everything.filter(({ upload }) => upload.replaces === null);
      const replaced = await putVersions(transaction, everything, {
        rows: this.#rows,
        by: this.#userId,
        isEntered,
        onStale: stale,
      });
      await noteVersions(transaction, replaced);
      await settlePublished(
        transaction,
        everything.map(({ upload }) => upload),
      );
      const rows = publications.map(({ upload, identity }) => ({
        id: required(upload.assetId),
        brand_id: upload.brandId,
        project_id: upload.projectId,
        user_id: this.#userId,
        type: identity.type,
        minio_path: upload.ref === null ? '' : formatObjectPath(upload.ref),
        original_name: upload.name,
        file_size: identity.size,
        mime_type: identity.mime,
        checksum: identity.sha256,
        source: upload.origin.source,
        source_metadata: JSON.stringify(upload.origin.sourceMetadata),
        metadata: '{}',
        asset_metadata: '{}',
        status: 'active',
        tags: [...upload.tags],
        created_at: upload.createdAt,
        updated_at: upload.createdAt,
      }));
      await this.#rows.insert(transaction, 'generated_assets', rows);
      await keepPlaces(transaction, publications);
      const texts = publications.flatMap(({ upload, text }) =>
        text === null
          ? []
          : [
              {
                id: required(upload.assetId),
                content: text,
                content_length: text.length,
                text_type: null,
                language: null,
              },
            ],
      );
      if (texts.length > 0) {
        await this.#rows.insert(transaction, 'generated_texts', texts);
        // There is no picture of a text that lives in the database.
        await transaction
          .updateTable('sparklio.assets')
          .set({ rendition: 'none' })
          .where(
            'asset_id',
            'in',
            texts.map(({ id }) => id),
          )
          .execute();
      }
      const drawn = publications
        .filter(({ text }) => text === null)
        .map(({ upload }) => required(upload.assetId))
        .concat(replaced.flatMap(({ assetId, isDrawn }) => (isDrawn ? [assetId] : [])));
      await this.#draw(transaction, everything, drawn);
      step('ingest.publishing', { files: everything.length });
    });
  }

  /** Queues the pictures of these assets, as soon as each is wanted. */
  async #draw(
    transaction: SparklioDb,
    publications: readonly Publication[],
    drawn: readonly AssetId[],
  ): Promise<void> {
    const priorities = new Map(
      publications.map(({ upload }) => [upload.replaces ?? upload.assetId, this.#priority(upload)]),
    );
    const groups = new Map<number, AssetId[]>();
    for (const id of drawn) {
      const priority = priorities.get(id) ?? 0;
      const group = groups.get(priority);
      if (group === undefined) groups.set(priority, [id]);
      else group.push(id);
    }
    for (const [priority, ids] of groups) await this.#jobs?.add(transaction, 'render', ids, { priority });
  }
}

/** The journal's entry is not what this upload is about any more: it was given up as that of a desktop long gone. */
export class StaleUploadError extends Error {
  override readonly name = 'StaleUploadError';
}

/**
 * Ends the journal's entries of what is about to be published in this transaction. An entry that does not name the
 * object any more throws `StaleUploadError`: the object is being removed. One that is missing is fine where the
 * asset is there, for then an earlier attempt came through although its answer was lost. Tells of an upload whether its
 * entry was there as it is; what becomes a version is left to whoever puts it into its asset.
 */
async function endEntries(
  db: SparklioDb,
  publications: readonly Publication[],
): Promise<(upload: Upload) => boolean> {
  const ended = await moveToHistory(
    db,
    publications.map(({ upload, identity: { size, type } }) => ({
      id: upload.id,
      state: 'published' as const,
      assetId: upload.replaces ?? upload.assetId,
      size,
      type,
      onDuplicate: upload.onDuplicate,
      onConflict: upload.onConflict,
    })),
  );
  const keys = new Map<string, string | null>(ended.map(({ id, object_key }) => [id, object_key]));
  const isEntered = ({ id, ref }: Upload): boolean =>
    keys.has(id) && (ref === null || keys.get(id) === ref.key);
  const doubtful = publications.flatMap(({ upload }) => {
    const { ref, assetId, replaces } = upload;
    return ref === null || assetId === null || replaces !== null || isEntered(upload) ? [] : [assetId];
  });
  if (doubtful.length === 0) return isEntered;
  const published = await db
    .selectFrom('public.generated_assets')
    .select('id')
    .where('id', 'in', doubtful)
    .execute();
  if (published.length < doubtful.length) stale();
  return isEntered;
}

function stale(): never {
  throw new StaleUploadError('The journal knows this upload no more');
}

/** Writes known dimensions beside the rows that were just mirrored, so that the grid lays out right from the start. */
async function keepPlaces(db: SparklioDb, publications: readonly Publication[]): Promise<void> {
  const known = publications.flatMap(({ upload: { assetId }, identity: { dimensions } }) =>
    assetId === null || dimensions === null ? [] : [{ assetId, ...dimensions }],
  );
  if (known.length === 0) return;
  await sql`
    update sparklio.assets as a set width = d.width, height = d.height
    from unnest(
      ${known.map(({ assetId }) => assetId)}::uuid[],
      ${known.map(({ width }) => width)}::int[],
      ${known.map(({ height }) => height)}::int[]
    ) as d(asset_id, width, height)
    where a.asset_id = d.asset_id`.execute(db);
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('An upload is published only with its asset id');
  return value;
}
