import { sql } from 'kysely';
import type { WatchFolderId } from '../../shared/domain/watch.ts';
import type { SparklioDb } from '../database/tables.ts';
import { type FolderRow, placeColumns, ruleColumns } from './folder-row.ts';
import { type Entry, toRow } from './ledger.ts';

/** A desktop without a sign of life for so long has left its folders to others. */
const goneAfter = '10 minutes';
/** Rows of one statement. */
const chunk = 500;

/**
 * What the library knows of a folder with these markers: `known` is the folder that it was watched as by an installation
 * that is gone, or by this one. `isElsewhere`: another desktop watches it now.
 */
export async function takeOver(
  db: SparklioDb,
  marks: readonly WatchFolderId[],
  desktopId: string | null,
): Promise<{ known: WatchFolderId | null; isElsewhere: boolean }> {
  if (marks.length === 0) return { known: null, isElsewhere: false };
  const { rows } = await sql<{ id: WatchFolderId; is_elsewhere: boolean }>`
    select f.id, coalesce(
      f.desktop_id is distinct from ${desktopId}::uuid and d.closed_at is null
        and d.last_seen > now() - ${goneAfter}::interval, false) as is_elsewhere
    from sparklio.watch_folders f left join sparklio.desktops d on d.id = f.desktop_id
    where f.id = any(${[...marks]}::uuid[])
    order by f.created_at`.execute(db);
  if (rows.some(({ is_elsewhere }) => is_elsewhere)) return { known: null, isElsewhere: true };
  return { known: rows[0]?.id ?? null, isElsewhere: false };
}

/**
 * Begins to keep a folder, together with what is in it and to be left alone: all or nothing, so that no file that came
 * in between is mistaken for one of those. What is known of files of a folder that was watched before stays.
 */
export async function insertFolder(
  db: SparklioDb,
  { row, desktopId, present }: { row: FolderRow; desktopId: string | null; present: readonly Entry[] },
): Promise<void> {
  const values = {
    ...placeColumns(row),
    ...ruleColumns(row.rule),
    desktop_id: desktopId,
    paused: row.paused,
  };
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('sparklio.watch_folders')
      .values({ id: row.id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    for (let at = 0; at < present.length; at += chunk) {
      await transaction
        .insertInto('sparklio.watched_files')
        .values(present.slice(at, at + chunk).map((entry) => ({ folder_id: row.id, ...toRow(entry) })))
        .onConflict((conflict) => conflict.columns(['folder_id', 'path']).doNothing())
        .execute();
    }
  });
}
