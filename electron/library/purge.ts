import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { jobSchema } from '../jobs/queue.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { formatObjectPath, otherSpelling, parseObjectPath, renditionKey } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';

/** Trashed assets are purged after this many days, as the house rule has it. */
export const trashDays = 30;
/** Assets of one transaction. */
const groupSize = 200;

interface PurgeParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  /** Given where other programs write too: paths then are spelled in several ways, and rows may share an object. */
  readonly locate?: LocateObject;
}

/**
 * Deletes trashed assets for good. The row goes in the transaction that writes a tombstone with the object's
 * keys; then the objects; then the tombstone. A crash in between leaves a tombstone, which
 * `finishPurges` works off, and never a row whose object is gone.
 */
export function createPurge({ db, store, locate = asWritten }: PurgeParts) {
  async function bury(ids: readonly AssetId[]): Promise<number> {
    return await db.transaction().execute(async (transaction) => {
      const renditions = await transaction
        .selectFrom('sparklio.assets')
        .select(['asset_id', 'thumbnail_key', 'preview_key'])
        .where('asset_id', 'in', ids)
        .execute();
      const stored = new Map(renditions.map((row) => [row.asset_id, [row.thumbnail_key, row.preview_key]]));
      const rows = await transaction
        .deleteFrom('public.generated_assets')
        .where('id', 'in', ids)
        .where('status', '=', 'deleted')
        .returning(['id', 'minio_path'])
        .execute();
      const tombstones = rows.flatMap(({ id, minio_path }) => {
        const ref = parseObjectPath(minio_path, store.buckets.assets);
        if (ref === null) return [];
        const known = (stored.get(id) ?? []).filter((key) => key !== null);
        // Renditions that were stored a moment before a crash have no row; their keys are known all the same.
        const present = (['thumbnail', 'preview'] as const).map((kind) => renditionKey(ref.key, kind));
        return [
          {
            asset_id: id,
            bucket: ref.bucket,
            keys: [ref.key],
            renditions: [...new Set([...known, ...present])],
          },
        ];
      });
      if (tombstones.length > 0) {
        await transaction.insertInto('sparklio.tombstones').values(tombstones).execute();
      }
      step('purge.burying', { assets: rows.length });
      return rows.length;
    });
  }

  /** Removes the objects of every tombstone there is. */
  async function finishPurges(): Promise<void> {
    const kept: AssetId[] = [];
    for (;;) {
      let query = db.selectFrom('sparklio.tombstones').selectAll().limit(groupSize);
      if (kept.length > 0) query = query.where('asset_id', 'not in', kept);
      const stones = await query.execute();
      if (stones.length === 0) return;
      const ids = stones.map(({ asset_id }) => asset_id);
      // Renditions may be on their way to the store this moment: their tombstone waits for the next sweep.
      const rendering = await beingRendered(ids);
      kept.push(...ids.filter((id) => rendering.has(id)));
      const originals = stones.flatMap(({ bucket, keys }) => keys.map((key) => ({ bucket, key })));
      const renditions = stones.flatMap((stone) =>
        stone.renditions.map((key) => ({ bucket: store.buckets.assets, key })),
      );
      await store.remove([...(await unused(originals)), ...renditions]);
      step('purge.removed', { assets: stones.length });
      const done = ids.filter((id) => !rendering.has(id));
      if (done.length > 0) await db.deleteFrom('sparklio.tombstones').where('asset_id', 'in', done).execute();
      step('purge.done', { assets: done.length });
    }
  }

  /** Where the objects lie, without those that another row has too. */
  async function unused(refs: readonly ObjectRef[]): Promise<readonly ObjectRef[]> {
    if (locate === asWritten) return refs;
    const places = await Promise.all(refs.map(async (ref) => (await locate(ref)) ?? ref));
    const paths = places.flatMap(pathsOf);
    const { rows } = await sql<{ path: string }>`
      select minio_path as path from public.generated_assets where minio_path = any(${paths}::text[])`.execute(
      db,
    );
    const taken = new Set(rows.map(({ path }) => path));
    return places.filter((place) => !pathsOf(place).some((path) => taken.has(path)));
  }

  /** Every way in which a row may name this object. */
  function pathsOf({ bucket, key }: ObjectRef): string[] {
    const other = otherSpelling(key);
    const keys = other === null ? [key] : [key, other];
    const named = keys.map((one) => formatObjectPath({ bucket, key: one }));
    return bucket === store.buckets.assets ? [...named, ...keys] : named;
  }

  async function beingRendered(ids: readonly AssetId[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ asset_id: string }>`
      select singleton_key as asset_id from ${sql.ref(`${jobSchema}.job`)}
      where name = 'render' and state = 'active' and singleton_key = any(${[...ids]}::text[])`.execute(db);
    return new Set(rows.map(({ asset_id }) => asset_id));
  }

  async function purge(ids: readonly AssetId[] | null): Promise<number> {
    const wanted = ids ?? (await trashed());
    let purged = 0;
    for (let at = 0; at < wanted.length; at += groupSize) {
      purged += await bury(wanted.slice(at, at + groupSize));
      step('purge.buried');
    }
    // The rows are gone already; objects that the store could not remove now are removed by the next sweep.
    await finishPurges().catch((error: unknown) => log.error('removing purged objects', error));
    return purged;
  }

  async function trashed(): Promise<readonly AssetId[]> {
    const rows = await db
      .selectFrom('sparklio.assets')
      .select('asset_id')
      .where('trashed', '=', true)
      .execute();
    return rows.map(({ asset_id }) => asset_id);
  }

  /** Purges what has been in the trash for longer than it is kept. */
  async function purgeExpired(): Promise<number> {
    const rows = await db
      .selectFrom('sparklio.assets')
      .select('asset_id')
      .where('trashed', '=', true)
      .where('deleted_at', '<', sql<Date>`(now() at time zone 'utc') - make_interval(days => ${trashDays})`)
      .execute();
    return rows.length === 0 ? 0 : await purge(rows.map(({ asset_id }) => asset_id));
  }

  return { purge, purgeExpired, finishPurges };
}
