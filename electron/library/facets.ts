import { sql } from 'kysely';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { AssetQuery, Filters } from '../../shared/domain/query.ts';
import { plainText } from '../../shared/domain/visible-text.ts';
import type { SparklioDb } from '../database/tables.ts';
import { selectAssets } from './query.ts';
import { escapeLike } from './search-terms.ts';

/** Values that one chip offers at most. */
const OFFERED = 200;

/** What chips and tag fields offer. */
export function createFacets(db: SparklioDb) {
  return {
    /** A chip's own filter does not narrow what it offers, or choosing PNG would hide every other format. */
    async facets({ query }: CallParsed<'assets.facets'>): Promise<CallOutput<'assets.facets'>> {
      const [types, formats, tags] = await Promise.all([
        selectAssets(db, without(query, 'types'))
          .select(['a.type as value', sql<number>`count(*)`.as('count')])
          .groupBy('a.type')
          .orderBy('count', 'desc')
          .execute(),
        selectAssets(db, without(query, 'formats'))
          .select([sql<string>`a.mime`.as('value'), sql<number>`count(*)`.as('count')])
          .where('a.mime', 'is not', null)
          .groupBy('a.mime')
          .orderBy('count', 'desc')
          .limit(OFFERED)
          .execute(),
        tagCounts(without(query, 'tags')),
      ]);
      return { types, formats, tags };
    },

    async commonTags({ ids }: CallParsed<'assets.commonTags'>): Promise<CallOutput<'assets.commonTags'>> {
      const { rows } = await sql<{ tag: string; count: number }>`
        select tag, count(*) as count
        from sparklio.assets a cross join unnest(a.tags) as tag
        where a.asset_id = any(${ids}::uuid[])
        group by tag order by count desc, tag`.execute(db);
      return { tags: rows };
    },

    async tags(input: CallParsed<'catalog.tags'>): Promise<CallOutput<'catalog.tags'>> {
      const { brandId, prefix, limit } = input;
      const wanted = escapeLike(plainText(prefix).toLowerCase());
      const { rows } = await sql<{ tag: string; count: number }>`
        select tag, count(*) as count
        from sparklio.assets a cross join unnest(a.tags) as tag
        where a.published
          and ${brandId === null ? sql`true` : sql`a.brand_id = ${brandId}`}
          and ${wanted === '' ? sql`true` : sql`lower(tag) like ${`%${wanted}%`}`}
        group by tag
        order by (lower(tag) like ${`${wanted}%`}) desc, count desc, tag
        limit ${limit}`.execute(db);
      return { tags: rows };
    },
  };

  async function tagCounts(query: AssetQuery): Promise<{ value: string; count: number }[]> {
    const tags = selectAssets(db, query).select(sql<string>`unnest(a.tags)`.as('value'));
    return await db
      .selectFrom(tags.as('t'))
      .select(['t.value', sql<number>`count(*)`.as('count')])
      .groupBy('t.value')
      .orderBy('count', 'desc')
      .orderBy('t.value')
      .limit(OFFERED)
      .execute();
  }
}

function without(query: AssetQuery, chip: keyof Filters): AssetQuery {
  const { [chip]: _, ...filters } = query.filters;
  return { ...query, filters };
}
