import { sql } from 'kysely';
import { z } from 'zod';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { encodeCursor } from './cursor.ts';
import { selectFiltered } from './filtered.ts';
import { afterCursor, cursorValues, orderOf, planText, selectAssets, sortKeys } from './query.ts';
import { summaryColumns, toSummary } from './summaries.ts';

export interface ReadPorts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
}

/** Rows of a result: a page, the outline of all of it, ids of a range. */
export function createPages({ db, urls }: ReadPorts) {
  return {
    async page({ query, cursor, limit }: CallParsed<'assets.page'>): Promise<CallOutput<'assets.page'>> {
      const read = (assets: ReturnType<typeof selectAssets>) =>
        assets
          .select(summaryColumns)
          .select(cursorValues(query.sort).as('cursor_values'))
          .orderBy(orderOf(query.sort))
          .limit(limit + 1)
          .execute();
      const rows =
        query.text.trim() === ''
          ? await selectFiltered(db, query, cursor, limit + 1, read)
          : await read(
              selectAssets(db, query, await planText(db, query)).$if(cursor !== null, (q) =>
                q.where(afterCursor(query.sort, cursor ?? '')),
              ),
            );
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        assets: shown.map((row) => toSummary(row, urls)),
        next: last === undefined ? null : encodeCursor(query.sort.by, last.cursor_values),
        urlsExpireAt: urls.expiresAt(),
      };
    },

    async outline(input: CallParsed<'assets.outline'>): Promise<CallOutput<'assets.outline'>> {
      const { query, pageSize } = input;
      const order = orderOf(query.sort);
      const ordered = selectAssets(db, query)
        .select(['a.ratio', ...sortKeys(query.sort)])
        .select(sql<number>`row_number() over (order by ${order})`.as('place'))
        .orderBy(order);
      const perDay = selectAssets(db, query)
        .select(sql<Date>`date_trunc('day', a.created_at)`.as('day'))
        .select(sql<number>`count(*)`.as('count'))
        .groupBy(sql`date_trunc('day', a.created_at)`)
        .orderBy('day', query.sort.direction);
      const days = sql`(
        select coalesce(jsonb_agg(jsonb_build_object('day', to_char(d.day, 'YYYY-MM-DD'), 'count', d.count)), '[]')
        from (${perDay}) d)`;
      // Both aggregates take the rows in the order of the subquery; only every `pageSize`th becomes a cursor.
      const { rows } = await sql`
        select
          count(*) as total,
          coalesce(string_agg(a.ratio, ''), '') as ratios,
          coalesce(jsonb_agg(${cursorValues(query.sort)}) filter (where a.place % ${pageSize} = 0), '[]') as cursors,
          ${query.sort.by === 'created' ? days : sql`'[]'::jsonb`} as days
        from (${ordered}) a`.execute(db);
      const { total, ratios, cursors, days: runs } = outlineRow.parse(rows[0]);
      const starts = cursors.slice(0, Math.max(0, Math.ceil(total / pageSize) - 1));
      return {
        total,
        ratios: new Uint8Array(ratios),
        cursors: [
          ...(total > 0 ? [null] : []),
          ...starts.map((values) => encodeCursor(query.sort.by, values)),
        ],
        days: runs,
      };
    },

    async ids({ query, from, to }: CallParsed<'assets.ids'>): Promise<CallOutput<'assets.ids'>> {
      if (to < from) return { ids: [] };
      const range = selectAssets(db, query)
        .select('a.asset_id')
        .orderBy(orderOf(query.sort))
        .offset(from)
        .limit(to - from + 1);
      const { rows } = await sql<{ ids: AssetId[] }>`select array(${range}) as ids`.execute(db);
      return { ids: rows[0]?.ids ?? [] };
    },

    async summaries({ ids }: CallParsed<'assets.summaries'>): Promise<CallOutput<'assets.summaries'>> {
      const rows = await db
        .selectFrom('sparklio.assets as a')
        .select(summaryColumns)
        .where(sql<boolean>`a.asset_id = any(${ids}::uuid[])`)
        .execute();
      return { assets: rows.map((row) => toSummary(row, urls)), urlsExpireAt: urls.expiresAt() };
    },
  };
}

const outlineRow = z.object({
  total: z.number(),
  ratios: z.instanceof(Buffer),
  cursors: z.array(z.array(z.string())),
  days: z.array(z.object({ day: z.string(), count: z.number() })),
});
