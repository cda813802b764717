import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { AssetQuery, Filters, Scope, Sort } from '../../shared/domain/query.ts';
import type { AssetsTable, SparklioDb, Tables } from '../database/tables.ts';
import { decodeCursor } from './cursor.ts';
import { searchCondition } from './search-terms.ts';

/** `a` is the app's projection of assets. */
export type AssetsQuery = SelectQueryBuilder<Tables & { a: AssetsTable }, 'a', object>;

/** *Recent* reaches back this far. */
const RECENT_DAYS = 30;

/**
 * How text is matched. `index` looks up every hit first: right for rare words and for whole results. `walk`
 * checks one asset after the other in the sort's order: right for a page of a common word.
 */
export type TextPlan = 'index' | 'walk';

/** The assets that a query means, in no order yet. */
export function selectAssets(
  db: SparklioDb,
  query: Omit<AssetQuery, 'sort'>,
  plan: TextPlan = 'index',
): AssetsQuery {
  const scoped = inScope(db.selectFrom('sparklio.assets as a'), query.scope);
  if (isContradiction(query)) return scoped.where(sql<boolean>`false`);
  return withText(withFilters(scoped, query.filters), query.text, plan);
}

/** More hits than this, and looking for the next page's in order is quicker than sorting them all. */
const COMMON = 5_000;

/**
 * Chooses for a page. The planner can't: it takes the bigrams of a word for independent of each other and so
 * expects far too few hits.
 */
export async function planText(db: SparklioDb, { text, sort }: AssetQuery): Promise<TextPlan> {
  const hits = textCondition(text, 'index');
  // In the order of names a word's hits lie together, and the walk to them may be the whole library.
  if (hits === null || sort.by === 'name') return 'index';
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select from sparklio.asset_search s where ${hits} limit ${COMMON}
    ) hits`.execute(db);
  return rows[0]?.n === COMMON ? 'walk' : 'index';
}

/** Nothing is both; to be seen beforehand, or every asset would be looked at. */
export function isContradiction({ scope, filters }: Omit<AssetQuery, 'sort'>): boolean {
  return scope.kind === 'untagged' && filters.tags !== undefined && filters.tags.mode !== 'none';
}

export function inScope(assets: AssetsQuery, scope: Scope): AssetsQuery {
  if (scope.kind === 'trash') return assets.where(sql<boolean>`a.trashed`);
  const published = assets.where(sql<boolean>`a.published`);
  switch (scope.kind) {
    case 'all':
      return published;
    case 'recent':
      return published.where(
        sql<boolean>`a.created_at >= now()::timestamp - make_interval(days => ${RECENT_DAYS})`,
      );
    case 'untagged':
      return published.where(sql<boolean>`a.tags = '{}'`);
    case 'brand':
      return published.where('a.brand_id', '=', scope.brandId);
    case 'project':
      return published
        .where('a.brand_id', '=', scope.brandId)
        .where('a.project_id', scope.projectId === null ? 'is' : '=', scope.projectId);
  }
}

export function withFilters(assets: AssetsQuery, filters: Filters): AssetsQuery {
  const { types, formats, orientations, tags, minRating, labels, ai, size, created } = filters;
  return assets
    .$if(types !== undefined, (q) => q.where('a.type', 'in', types ?? []))
    .$if(formats !== undefined, (q) => q.where('a.mime', 'in', formats ?? []))
    .$if(orientations !== undefined, (q) => q.where('a.orientation', 'in', orientations ?? []))
    .$if(tags !== undefined, (q) => q.where(tagCondition(tags)))
    .$if(minRating !== undefined, (q) => q.where('a.rating', '>=', minRating ?? 0))
    .$if(labels !== undefined, (q) => q.where('a.label', 'in', labels ?? []))
    .$if(ai !== undefined, (q) => q.where(aiCondition(ai ?? [])))
    .$if(size?.min !== undefined, (q) => q.where('a.size', '>=', size?.min ?? 0))
    .$if(size?.max !== undefined, (q) => q.where('a.size', '<=', size?.max ?? 0))
    .$if(created?.from !== undefined, (q) => q.where('a.created_at', '>=', new Date(created?.from ?? 0)))
    .$if(created?.to !== undefined, (q) => q.where('a.created_at', '<', new Date(created?.to ?? 0)));
}

/** Nothing said is null, which only the few others have an index for. */
function aiCondition(wanted: NonNullable<Filters['ai']>): RawBuilder<boolean> {
  const said = wanted.filter((answer) => answer !== 'unknown');
  if (said.length === 0) return sql`a.ai is null`;
  const among = sql`a.ai in (${sql.join(said)})`;
  return said.length === wanted.length ? sql`${among}` : sql`(${among} or a.ai is null)`;
}

/** What all assets with these tags fulfil, and few others: read from the indexes of orders, where tags themselves are not. */
export function likelyTagged(tags: NonNullable<Filters['tags']>): RawBuilder<boolean> {
  const bits = sql`sparklio.tag_bits(${tags.values}::text[])`;
  switch (tags.mode) {
    case 'all':
      return sql`(a.tag_bits & ${bits}) = ${bits}`;
    case 'none':
      return sql`true`;
    default:
      return sql`(a.tag_bits & ${bits}) <> 0`;
  }
}

export function tagCondition(tags: Filters['tags']): RawBuilder<boolean> {
  const values = tags?.values ?? [];
  switch (tags?.mode) {
    case 'all':
      return sql`a.tags @> ${values}::text[]`;
    case 'none':
      return sql`not a.tags && ${values}::text[]`;
    default:
      return sql`a.tags && ${values}::text[]`;
  }
}

function withText(assets: AssetsQuery, text: string, plan: TextPlan): AssetsQuery {
  const hits = textCondition(text, plan);
  if (hits === null) return assets;
  return plan === 'index'
    ? assets.where(sql<boolean>`a.asset_id in (select s.asset_id from sparklio.asset_search s where ${hits})`)
    : assets.where(
        // Without the limit the planner would turn it into the join that it is not to be.
        sql<boolean>`(select ${hits} from sparklio.asset_search s where s.asset_id = a.asset_id limit 1)`,
      );
}

/** Over `s`; null when there is nothing to search for. */
function textCondition(text: string, plan: TextPlan): RawBuilder<boolean> | null {
  const condition = searchCondition(text);
  if (condition === null) return null;
  const { terms, patterns } = condition;
  const checks = [
    ...(terms.length > 0 ? [sql`s.terms @> ${terms}::text[]`] : []),
    ...patterns.map((pattern) => sql`s.search_text like ${pattern}`),
  ];
  // Row by row the cheap check of the text comes first.
  return sql<boolean>`(${sql.join(plan === 'walk' ? checks.reverse() : checks, sql` and `)})`;
}

/** Columns that a sort orders by, the last of them unique; with their types, for cursors. */
const sortColumns = {
  created: [
    ['created_at', 'timestamp'],
    ['asset_id', 'uuid'],
  ],
  name: [
    ['name_key', 'text'],
    ['asset_id', 'uuid'],
  ],
  size: [
    ['size', 'bigint'],
    ['asset_id', 'uuid'],
  ],
  // Most assets share a rating: within one the newest come together.
  rating: [
    ['rating', 'smallint'],
    ['created_at', 'timestamp'],
    ['asset_id', 'uuid'],
  ],
} as const satisfies Record<Sort['by'], readonly (readonly [string, string])[]>;

/** `a.size desc, a.asset_id desc`. */
export function orderOf({ by, direction }: Sort, table = 'a'): RawBuilder<unknown> {
  const order = sql.raw(direction);
  return sql.join(sortColumns[by].map(([column]) => sql`${sql.ref(`${table}.${column}`)} ${order}`));
}

/** The columns that cursors of the sort are made of. */
export function sortKeys({ by }: Sort) {
  return sortColumns[by].map(([column]) => `a.${column}` as const);
}

/** The cursor's values of a row, as a text array. */
export function cursorValues({ by }: Sort): RawBuilder<string[]> {
  return sql`array[${sql.join(sortColumns[by].map(([column]) => sql`${sql.ref(`a.${column}`)}::text`))}]`;
}

/** Rows after the cursor in the sort's order. Throws `invalid_input`. */
export function afterCursor({ by, direction }: Sort, cursor: string): RawBuilder<boolean> {
  const values = decodeCursor(by, cursor);
  const columns = sortColumns[by];
  const left = sql.join(columns.map(([column]) => sql.ref(`a.${column}`)));
  const right = sql.join(columns.map(([, type], index) => sql`${values[index]}::${sql.raw(type)}`));
  return sql`(${left}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${right})`;
}
