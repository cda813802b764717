import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type AssetId, assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { jobSchema } from '../jobs/queue.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { findClaimed } from '../storage/claims.ts';
import { parseObjectPath, renditionKeysOf } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { retire } from '../storage/retired.ts';
import { forgetVersions, versionObjects } from './versions/objects.ts';

/** Trashed assets are purged after this many days, as the house rule has it. */
export const trashDays = 30;
/** Assets of one transaction. */
const groupSize = 200;

interface PurgeParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  /** Given where other programs write too: paths then are spelled in several ways. */
  readonly locate?: LocateObject;
}

interface Stone {
  readonly asset_id: AssetId;
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly renditions: readonly string[];
}

/**
 * Deletes trashed assets for good, with their former files. The rows go in the transaction that writes tombstones with
 * the keys of the objects; then the objects; then the tombstones. A crash in between leaves tombstones, which
 * `finishPurges` works off, and never a row whose object is gone. An object that anything else names stays.
 */
export function createPurge({ db, store, locate = asWritten }: PurgeParts) {
  const { assets } = store.buckets;

  async function bury(ids: readonly AssetId[]): Promise<number> {
    return await db.transaction().execute(async (transaction) => {
      const renditions = await transaction
        .selectFrom('sparklio.assets')
        .select(['asset_id', 'type', 'thumbnail_key', 'preview_key', 'strip_key'])
        .where('asset_id', 'in', ids)
        .execute();
      const stored = new Map(renditions.map((row) => [row.asset_id, row]));
      const rows = await transaction
        .deleteFrom('public.generated_assets')
        .where('id', 'in', ids)
        .where('status', '=', 'deleted')
        .returning(['id', 'minio_path'])
        .execute();
      const buried = rows.map(({ id }) => id);
      const former = await versionObjects(transaction, buried, assets);
      const tombstones = rows.flatMap(({ id, minio_path }) => {
        const ref = parseObjectPath(minio_path, assets);
        const { originals = [], renditions: others = [] } = former.get(id) ?? {};
        const row = stored.get(id);
        const noted = [row?.thumbnail_key, row?.preview_key, row?.strip_key];
        const known = noted.filter((key) => typeof key === 'string');
        // Renditions that were stored a moment before a crash have no row; their keys are known all the same.
        const made = ref === null ? [] : renditionKeysOf(ref.key, row?.type ?? 'document');
        return stonesOf(id, ref === null ? originals : [ref, ...originals], [
          ...new Set([...known, ...made, ...others]),
        ]);
      });
      if (buried.length > 0) await forgetVersions(transaction, buried);
      if (tombstones.length > 0) {
        await transaction
          .insertInto('sparklio.tombstones')
          .values(
            tombstones.map((stone) => ({
              ...stone,
              keys: [...stone.keys],
              renditions: [...stone.renditions],
            })),
          )
          // One of a rendition that was still being made.
          .onConflict((conflict) =>
            conflict.column('asset_id').doUpdateSet({
              keys: sql`array(select distinct unnest(tombstones.keys || excluded.keys))`,
              renditions: sql`array(select distinct unnest(tombstones.renditions || excluded.renditions))`,
            }),
          )
          .execute();
      }
      step('purge.burying', { assets: rows.length });
      return rows.length;
    });
  }

  /** Removes the objects of every tombstone there is. One that can't be removed keeps none of the others. */
  async function finishPurges(): Promise<void> {
    const kept: AssetId[] = [];
    let failure: unknown = null;
    for (;;) {
      let query = db.selectFrom('sparklio.tombstones').selectAll().limit(groupSize);
      if (kept.length > 0) query = query.where('asset_id', 'not in', kept);
      const stones = await query.execute();
      if (stones.length === 0) break;
      // Renditions may be on their way to the store this moment: their tombstone waits for the next sweep.
      const rendering = await beingRendered(stones.map(({ asset_id }) => asset_id));
      const [waiting, ready] = [
        stones.filter(({ asset_id }) => rendering.has(asset_id)),
        stones.filter(({ asset_id }) => !rendering.has(asset_id)),
      ];
      kept.push(...waiting.map(({ asset_id }) => asset_id));
      for (const group of [waiting, ready]) {
        if (group.length === 0) continue;
        try {
          await removeObjects(group);
          if (group === ready) await forgetStones(group);
        } catch (error) {
          failure = error;
          if (group === ready) kept.push(...group.map(({ asset_id }) => asset_id));
        }
      }
    }
    if (failure !== null) throw failure;
  }

  async function removeObjects(stones: readonly Stone[]): Promise<void> {
    const originals = stones.flatMap(({ bucket, keys }) => keys.map((key) => ({ bucket, key })));
    const renditions = stones.flatMap((stone) => stone.renditions.map((key) => ({ bucket: assets, key })));
    const places = await Promise.all(
      originals.map(async (ref) => (locate === asWritten ? ref : ((await locate(ref)) ?? ref))),
    );
    const all: readonly ObjectRef[] = [...places, ...renditions];
    const claimed = await findClaimed(db, all, { assetsBucket: assets });
    const free = all.filter((ref) => !claimed.has(ref));
    // Should one of them appear later, from a request that was long on its way, it is known whose it is.
    await retire(db, unique(free));
    await store.remove(free);
    step('purge.removed', { assets: stones.length });
  }

  async function forgetStones(stones: readonly Stone[]): Promise<void> {
    const ids = stones.map(({ asset_id }) => asset_id);
    await db.deleteFrom('sparklio.tombstones').where('asset_id', 'in', ids).execute();
    step('purge.done', { assets: ids.length });
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

/** One for the asset's own bucket, under its id, and one for each other bucket that its files are in. */
function stonesOf(id: AssetId, originals: readonly ObjectRef[], renditions: readonly string[]): Stone[] {
  const byBucket = new Map<string, Set<string>>();
  for (const { bucket, key } of originals) {
    byBucket.set(bucket, (byBucket.get(bucket) ?? new Set()).add(key));
  }
  return [...byBucket].map(([bucket, keys], index) => ({
    asset_id: index === 0 ? id : assetIdSchema.parse(randomUUID()),
    bucket,
    keys: [...keys],
    renditions: index === 0 ? renditions : [],
  }));
}

function unique(refs: readonly ObjectRef[]): ObjectRef[] {
  return [...new Map(refs.map((ref) => [`${ref.bucket}/${ref.key}`, ref])).values()];
}
