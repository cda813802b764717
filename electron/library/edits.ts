import { sql } from 'kysely';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { requireBrand } from './catalog.ts';
import { applyEdit, changeField } from './edit-sql.ts';
import { renamed } from './file-name.ts';
import { type ChangeGroup, type EditField, inverse, UndoLog } from './undo-log.ts';

type Reply = CallOutput<'assets.tag'>;

/** Edits of many assets at once, each undone as a whole. */
export function createEdits(db: SparklioDb, log = new UndoLog()) {
  const done = (field: EditField, groups: readonly ChangeGroup[]): Reply => ({
    undoId: log.keep({ field, groups }),
    changed: groups.reduce((sum, { ids }) => sum + ids.length, 0),
  });

  /** Runs the edit in a transaction, because an own table and the shared one change together. */
  const edit = async (
    field: EditField,
    change: (trx: SparklioDb) => Promise<ChangeGroup[]>,
  ): Promise<Reply> => done(field, await db.transaction().execute(change));

  return {
    tag({ ids, add, remove }: CallParsed<'assets.tag'>): Promise<Reply> {
      const kept = sql`array(
        select tag from unnest(
          coalesce(t.tags, '{}') || array(
            select added from unnest(${[...new Set(add)]}::text[]) added where added <> all(coalesce(t.tags, '{}')))
        ) tag where tag <> all(${remove.filter((tag) => !add.includes(tag))}::text[]))`;
      return edit('tags', (trx) => changeField(trx, 'tags', ids, [kept]));
    },

    rate({ ids, rating }: CallParsed<'assets.rate'>): Promise<Reply> {
      return edit('rating', (trx) => changeField(trx, 'rating', ids, [sql`${rating}::smallint`]));
    },

    label({ ids, label }: CallParsed<'assets.label'>): Promise<Reply> {
      return edit('label', (trx) => changeField(trx, 'label', ids, [sql`${label}::text`]));
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
        const next = renamed(await nameOf(trx, id), name);
        return await changeField(trx, 'name', [id], [sql`${next}::text`]);
      });
    },

    move({ ids, brandId, projectId }: CallParsed<'assets.move'>): Promise<Reply> {
      return edit('place', async (trx) => {
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
        return await changeField(trx, 'place', ids, [sql`${brandId}::uuid`, sql`${projectId}::uuid`]);
      });
    },

    trash({ ids }: CallParsed<'assets.trash'>): Promise<Reply> {
      const values = [sql`'deleted'::text`, sql`now()::timestamp`];
      return edit('status', (trx) => changeField(trx, 'status', ids, values, sql`not ${inTrash}`));
    },

    restore({ ids }: CallParsed<'assets.restore'>): Promise<Reply> {
      const values = [sql`'active'::text`, sql`null::timestamp`];
      return edit('status', (trx) => changeField(trx, 'status', ids, values, inTrash));
    },

    async undo({ undoId }: CallParsed<'assets.undo'>): Promise<CallOutput<'assets.undo'>> {
      const edit = log.take(undoId);
      if (edit === undefined) throw new AppError('undo_expired', 'The edit can no longer be taken back.');
      const back = inverse(edit);
      try {
        const changed = await db.transaction().execute((trx) => applyEdit(trx, back));
        return { redoId: log.keep(back), changed };
      } catch (error) {
        log.restore(undoId, edit);
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
