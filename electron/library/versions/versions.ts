import type { CallOutput, CallParsed } from '../../../shared/contract/index.ts';
import type { AssetId, BrandId, ProjectId } from '../../../shared/domain/ids.ts';
import type { SharedRows } from '../../database/shared-rows.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { unlessDeadlocked } from '../../database/unless-deadlocked.ts';
import { AppError } from '../../errors.ts';
import { cleanName } from '../../ingest/upload.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import { log } from '../../log.ts';
import { step } from '../../steps.ts';
import { downloadUrl } from '../../storage/asset-urls.ts';
import type { ObjectStore } from '../../storage/port.ts';
import type { Original } from '../copies.ts';
import { type ListPorts, listVersions, objectOf, readVersions, type VersionRow } from './list.ts';
import { lockAsset, putFile } from './put-file.ts';
import { buryVersions } from './remove.ts';

const downloadSeconds = 24 * 3600;

interface VersionPorts extends ListPorts {
  readonly store: ObjectStore;
  readonly rows: SharedRows;
  readonly jobs: JobQueue | null;
  readonly userId: string | null;
  /** Removes the objects of tombstones. */
  readonly finishPurges: () => Promise<void>;
  /** An asset has another file: its renditions are to be made. */
  readonly onReplaced: (id: AssetId) => void;
}

/** The files that an asset has and had: a function for each call of the `versions` area that is about rows. */
export function createVersions(ports: VersionPorts) {
  const { db, store, rows, jobs, userId } = ports;

  const inTransaction = <T>(work: (trx: SparklioDb) => Promise<T>): Promise<T> =>
    unlessDeadlocked(() => rows.retrying(() => db.transaction().execute(work)));

  async function find(
    from: SparklioDb,
    { id, number }: CallParsed<'versions.saveCopy'>,
  ): Promise<VersionRow> {
    const found = (await readVersions(from, id)).find((version) => version.number === number);
    if (found === undefined) throw new AppError('not_found', 'There is no such version.');
    return found;
  }

  /** Puts a version into its asset again, which the caller has locked. */
  async function putBack(trx: SparklioDb, id: AssetId, version: VersionRow) {
    const { number, content, name, type, mime, size, checksum, width, height } = version;
    if (version.is_current) return { number, former: number };
    const { duration_ms, page_count, thumbhash, rendition, thumbnail_key, preview_key, strip_key } = version;
    const strip = version.strip === null ? null : JSON.stringify(version.strip);
    const pictures = { thumbhash, rendition, thumbnail_key, preview_key, strip_key, strip };
    const look = { width, height, duration_ms, page_count, ...pictures };
    const path = version.path ?? '';
    const file = { path, content, name, type, mime, size, checksum, look };
    const done = await putFile(trx, { assetId: id, file, by: userId, rows });
    // Facts, text and vector come with the renditions, which are made again on the way.
    if (content === null) await jobs?.add(trx, 'render', [id]);
    return done;
  }

  async function restored(
    id: AssetId,
    work: (trx: SparklioDb) => Promise<CallOutput<'versions.restore'>>,
  ): Promise<CallOutput<'versions.restore'>> {
    const put = await inTransaction(async (trx) => {
      // Before anything is read: a version that is being deleted must not come back without its object.
      await lockAsset(trx, id);
      return await work(trx);
    });
    if (put.number === put.former) return put;
    step('version.restored', { asset: id, number: put.number });
    ports.onReplaced(id);
    return put;
  }

  return {
    list: ({ id }: CallParsed<'versions.list'>) => listVersions(ports, id),

    /** Where a new version of the asset belongs. Throws `not_found`. */
    async placeOf(id: AssetId): Promise<{ brandId: BrandId; projectId: ProjectId | null }> {
      const asset = await db
        .selectFrom('sparklio.assets')
        .select(['brand_id', 'project_id'])
        .where('asset_id', '=', id)
        .executeTakeFirst();
      if (asset === undefined) throw new AppError('not_found', 'There is no such asset.');
      return { brandId: asset.brand_id, projectId: asset.project_id };
    },

    /** The current one stays as it is. */
    async restore({ id, number }: CallParsed<'versions.restore'>): Promise<CallOutput<'versions.restore'>> {
      return await restored(id, async (trx) => await putBack(trx, id, await find(trx, { id, number })));
    },

    /**
     * Restores what was current before each of these files, where it is still the current one and what was before is still
     * there. Gives the assets that have another file now, with the number of what is taken back.
     */
    async takeBack(
      files: readonly CallParsed<'versions.saveCopy'>[],
    ): Promise<{ id: AssetId; former: number }[]> {
      const done: { id: AssetId; former: number }[] = [];
      for (const { id, number } of files) {
        const put = await restored(id, async (trx) => {
          const [current, before] = await readVersions(trx, id);
          const isCurrent = current?.number === number && before?.number === number - 1;
          return isCurrent ? await putBack(trx, id, before) : { number, former: number };
        });
        if (put.number !== put.former) done.push({ id, former: put.former });
      }
      return done;
    },

    async remove({ id, numbers }: CallParsed<'versions.remove'>): Promise<CallOutput<'versions.remove'>> {
      const removed = await inTransaction((trx) => buryVersions(trx, id, numbers, ports.assetsBucket));
      step('version.removed', { asset: id, count: removed });
      // They are off the list already; what the store can't remove now goes with the next sweep.
      await ports.finishPurges().catch((error: unknown) => log.error('removing versions', error));
      return { removed };
    },

    async annotate({
      id,
      number,
      note,
    }: CallParsed<'versions.annotate'>): Promise<CallOutput<'versions.annotate'>> {
      return await inTransaction(async (trx) => {
        const version = await find(trx, { id, number });
        if (version.is_current) {
          await trx
            .insertInto('sparklio.asset_details')
            .values({ asset_id: id, version_note: note })
            .onConflict((conflict) => conflict.column('asset_id').doUpdateSet({ version_note: note }))
            .execute();
        } else {
          await trx
            .updateTable('sparklio.asset_versions')
            .set({ note })
            .where('asset_id', '=', id)
            .where('number', '=', number)
            .execute();
        }
        return {};
      });
    },

    async downloadUrl(
      input: CallParsed<'versions.downloadUrl'>,
    ): Promise<CallOutput<'versions.downloadUrl'>> {
      const version = await find(db, input);
      const { name, content } = version;
      const object = await objectOf(version, ports);
      if (object === null && content === null)
        throw new AppError('not_found', 'The store has no such object');
      const url =
        object === null
          ? `data:text/plain;charset=utf-8,${encodeURIComponent(content ?? '')}`
          : downloadUrl(store, object, name, downloadSeconds);
      return { url, name };
    },

    /** What a copy of a version is made of. */
    async original(input: CallParsed<'versions.saveCopy'>): Promise<Original> {
      const { name, path, checksum, content } = await find(db, input);
      return { id: input.id, name: cleanName(name), path, checksum, text: content };
    },
  };
}

export type Versions = ReturnType<typeof createVersions>;
