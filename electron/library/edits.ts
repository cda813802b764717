import { sql } from 'kysely';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { unlessDeadlocked } from '../database/unless-deadlocked.ts';
import { AppError } from '../errors.ts';
import { requireBrand } from './catalog.ts';
import { applyEdit, changeField } from './edit-sql.ts';
import { renamed } from './file-name.ts';
import {
  type ChangeGroup,
  type Edit,
  type EditField,
  inverse,
  mergeGroups,
  sizeOf,
  splitEdit,
  UndoLog,
} from './undo-log.ts';

type Reply = CallOutput<'assets.tag'>;

/** Assets that one transaction changes: some tenths of a second on a local library. */
const ASSETS_AT_ONCE = 1_000;

/** Edits of many assets at once, each undone as a whole. */
export function createEdits(db: SparklioDb, rows = new SharedRows(null), log = new UndoLog()) {
  /** Another desktop or program may be changing the same assets in another order. */
  const inTransaction = <T>(work: (trx: SparklioDb) => Promise<T>): Promise<T> =>
    unlessDeadlocked(() => db.transaction().execute(work));

  const keep = (edit: Edit): Reply => ({ undoId: log.keep(edit), changed: sizeOf(edit) });

  /** A small edit in a transaction of its own. */
  const edit = async (
    field: EditField,
    change: (trx: SparklioDb) => Promise<ChangeGroup[]>,
  ): Promise<Reply> => keep({ field, groups: await inTransaction(change) });

  /**
   * An edit of many assets in several transactions, so that a library of one connection goes on answering
   * meanwhile. When one fails, those before it are taken back.
   */
  const bulkEdit = async (
    field: EditField,
    ids: readonly AssetId[],
    change: (trx: SparklioDb, ids: readonly AssetId[]) => Promise<ChangeGroup[]>,
  ): Promise<Reply> => {
    let groups: ChangeGroup[] = [];
    try {
      for (let first = 0; first < ids.length; first += ASSETS_AT_ONCE) {
        const some = ids.slice(first, first + ASSETS_AT_ONCE);
        groups = groups.concat(await inTransaction((trx) => change(trx, some)));
      }
    } catch (error) {
      await applyInParts(inverse({ field, groups }));
      throw error;
    }
    return keep({ field, groups: mergeGroups(groups) });
  };

  const applyInParts = async (whole: Edit): Promise<number> => {
    let changed = 0;
    for (const part of splitEdit(whole, ASSETS_AT_ONCE)) {
      changed += await inTransaction((trx) => applyEdit(trx, part));
    }
    return changed;
  };

  return {
    tag({ ids, add, remove }: CallParsed<'assets.tag'>): Promise<Reply> {
      const kept = sql`array(
        select tag from unnest(
          coalesce(t.tags, '{}') || array(
            select added from unnest(${[...new Set(add)]}::text[]) added where added <> all(coalesce(t.tags, '{}')))
        ) tag where tag <> all(${remove.filter((tag) => !add.includes(tag))}::text[]))`;
      return bulkEdit('tags', ids, (trx, some) => changeField(trx, 'tags', some, [kept]));
    },

    rate({ ids, rating }: CallParsed<'assets.rate'>): Promise<Reply> {
      return bulkEdit('rating', ids, (trx, some) =>
        changeField(trx, 'rating', some, [sql`${rating}::smallint`]),
      );
    },

    label({ ids, label }: CallParsed<'assets.label'>): Promise<Reply> {
      return bulkEdit('label', ids, (trx, some) => changeField(trx, 'label', some, [sql`${label}::text`]));
    },

    annotate({ id, note }: CallParsed<'assets.annotate'>): Promise<Reply> {
      return edit('note', async (trx) => {
        await nameOf(trx, id);
        await trx
          .insertInto('sparklio.asset_details')
          .values({ asset_id: id })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return await changeField(trx, 'note', [id], [sql`${note}::text`]);
      });
    },

    rename({ id, name }: CallParsed<'assets.rename'>): Promise<Reply> {
      return edit('name', async (trx) => {
        const limit = await rows.limitOf(trx, 'generated_assets', 'original_name');
        const next = renamed(await nameOf(trx, id), name, limit ?? undefined);
        return await changeField(trx, 'name', [id], [sql`${next}::text`]);
      });
    },

    move({ ids, brandId, projectId }: CallParsed<'assets.move'>): Promise<Reply> {
      return bulkEdit('place', ids, async (trx, some) => {
        await requireBrand(trx, brandId);
        if (projectId !== null) {
          const project = await trx
            .selectFrom('public.projects')
            .select('id')
            .where('id', '=', projectId)
            .where('brand_id', '=', brandId)
            .executeTakeFirst();
          if (project === undefined) throw new AppError('not_found', 'The brand has no such project.');
        }
        return await changeField(trx, 'place', some, [sql`${brandId}::uuid`, sql`${projectId}::uuid`]);
      });
    },

    trash({ ids }: CallParsed<'assets.trash'>): Promise<Reply> {
      const values = [sql`'deleted'::text`, sql`now()::timestamp`];
      return bulkEdit('status', ids, (trx, some) =>
        changeField(trx, 'status', some, values, sql`not ${inTrash}`),
      );
    },

    restore({ ids }: CallParsed<'assets.restore'>): Promise<Reply> {
      const values = [sql`'active'::text`, sql`null::timestamp`];
      return bulkEdit('status', ids, (trx, some) => changeField(trx, 'status', some, values, inTrash));
    },

    async undo({ undoId }: CallParsed<'assets.undo'>): Promise<CallOutput<'assets.undo'>> {
      const taken = log.take(undoId);
      if (taken === undefined) throw new AppError('undo_expired', 'The edit can no longer be taken back.');
      const back = inverse(taken);
      try {
        const changed = await applyInParts(back);
        return { redoId: log.keep(back), changed };
      } catch (error) {
        log.restore(undoId, taken);
        throw error;
      }
    },

    /** Their renditions are to be made again. */
    async markPending(ids: readonly AssetId[]): Promise<void> {
      await sql`update sparklio.assets set rendition = 'pending' where asset_id = any(${ids}::uuid[])`.execute(
        db,
      );
    },
  };
}

const inTrash = sql`(coalesce(t.status, 'active') = 'deleted' or t.deleted_at is not null)`;

async function nameOf(trx: SparklioDb, id: AssetId): Promise<string> {
  const asset = await trx
    .selectFrom('public.generated_assets')
    .select('original_name')
    .where('id', '=', id)
    .executeTakeFirst();
  if (asset === undefined) throw new AppError('not_found', 'There is no such asset.');
  return asset.original_name ?? '';
}
