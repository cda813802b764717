import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import type { ObjectStore } from '../storage/port.ts';

/** A desktop without a sign of life for so long is not coming back soon: what it left in the store is cleared away. */
const graceDays = 7;
/** After this long nothing of it is kept. */
const forgetDays = 90;
const groupSize = 200;

interface Left {
  readonly id: string;
  readonly state: string;
  readonly asset_id: AssetId | null;
  readonly bucket: string;
  readonly object_key: string;
  readonly multipart_id: string | null;
}

/**
 * Clears away what desktops that are gone left in the store. Their intents are only set back to the beginning: if
 * one does come back, it sends its files anew and nothing is lost. The entry changes before the object is removed,
 * in one transaction with a tombstone, and publishing wants the entry as it was: so a desktop that
 * comes back at that moment can't publish an object that is being removed. Gives the number of uploads set back.
 */
export async function clearAfterGone(db: SparklioDb, store: ObjectStore, ownId: string): Promise<number> {
  let cleared = 0;
  for (;;) {
    const left = await db.transaction().execute(async (transaction) => {
      const { rows } = await sql<Left>`
        select u.id, u.state, u.asset_id, u.bucket, u.object_key, u.multipart_id from sparklio.uploads u
        where u.object_key is not null and u.bucket is not null
          and u.desktop_id is not null and u.desktop_id <> ${ownId}
          and u.updated_at < now() - make_interval(days => ${graceDays})
          and not exists (
            select from sparklio.desktops d
            where d.id = u.desktop_id and d.last_seen > now() - make_interval(days => ${graceDays}))
        limit ${groupSize} for update of u skip locked`.execute(transaction);
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return rows;
      await sql`
        insert into sparklio.tombstones (asset_id, bucket, keys)
        select u.asset_id, u.bucket, array[u.object_key] from sparklio.uploads u
        where u.id = any(${ids}::uuid[]) and u.asset_id is not null
          and not exists (select from public.generated_assets g where g.id = u.asset_id)
        on conflict (asset_id) do nothing`.execute(transaction);
      await sql`delete from sparklio.uploads where id = any(${ids}::uuid[]) and state = 'cancelled'`.execute(
        transaction,
      );
      await sql`
        update sparklio.uploads set state = case when state = 'failed' then state else 'queued' end,
          asset_id = null, bucket = null, object_key = null, multipart_id = null
        where id = any(${ids}::uuid[])`.execute(transaction);
      return rows;
    });
    if (left.length === 0) break;
    cleared += left.length;
    for (const { bucket, object_key: key, multipart_id } of left) {
      if (multipart_id === null) continue;
      await store
        .abortMultipart({ bucket, key }, multipart_id)
        // The store forgets unfinished parts by itself in the end.
        .catch((error: unknown) =>
          log.warn('aborting the parts of a gone desktop', { message: String(error) }),
        );
    }
  }
  await forgetGone(db, ownId);
  return cleared;
}

/** Desktops, and what they meant to upload, after a season without a sign of life. */
async function forgetGone(db: SparklioDb, ownId: string): Promise<void> {
  for (const table of ['uploads', 'scans'] as const) {
    await sql`
      delete from ${sql.ref(`sparklio.${table}`)} l
      where l.desktop_id is not null and l.desktop_id <> ${ownId}
        and l.created_at < now() - make_interval(days => ${forgetDays})
        and not exists (
          select from sparklio.desktops d
          where d.id = l.desktop_id and d.last_seen > now() - make_interval(days => ${forgetDays}))`.execute(
      db,
    );
  }
  await sql`
    delete from sparklio.desktops
    where id <> ${ownId} and last_seen < now() - make_interval(days => ${forgetDays})`.execute(db);
}
