import { type RawBuilder, sql } from 'kysely';
import type { AssetQuery, Filters } from '../../shared/domain/query.ts';
import type { AssetsTable, SparklioDb } from '../database/tables.ts';
import {
  type AssetsQuery,
  afterCursor,
  inScope,
  isContradiction,
  likelyTagged,
  orderOf,
  selectAssets,
  sortKeys,
  tagCondition,
  withFilters,
} from './query.ts';

/** How far is walked, in rows. */
export interface Stretch {
  readonly first: number;
  /** A page that needs a longer walk than this is found sooner by what fits. */
  readonly longest: number;
}

/** The indexes of orders carry what filters ask for, so that so many are read in milliseconds. */
const usual: Stretch = { first: 12_000, longest: 60_000 };

/**
 * A page of a result, in order. Two ways lead to it: along the sort's order until enough fit, right for what
 * many assets have; or by what fits, sorted then, right for what few have. The planner often mistakes one for the
 * other, so a stretch is walked first, and shows which it is. `read` gets the page's rows.
 */
export async function selectFiltered<T>(
  db: SparklioDb,
  query: AssetQuery,
  cursor: string | null,
  limit: number,
  read: (assets: AssetsQuery) => Promise<T[]>,
  stretch = usual,
): Promise<T[]> {
  const { scope, sort } = query;
  const after = (assets: AssetsQuery): AssetsQuery =>
    assets.$if(cursor !== null, (q) => q.where(afterCursor(sort, cursor ?? '')));
  const keysOf = (assets: AssetsQuery) => assets.select(sortKeys(sort)).orderBy(orderOf(sort));
  const [ordered, others] = splitFilters(query);
  if (Object.keys(others).length === 0 || isContradiction(query))
    return await read(rowsOf(db, keysOf(after(selectAssets(db, query))).limit(limit)));

  const { tags, ...narrow } = others;
  const walk = async (rows: number): Promise<T[]> => {
    const walked = after(withFilters(inScope(db.selectFrom('sparklio.assets as a'), scope), ordered))
      .select(stretchColumns(query, others))
      .orderBy(orderOf(sort))
      .limit(rows);
    const fitting = keysOf(withFilters(db.selectFrom(sql<AssetsTable>`(${walked})`.as('a')), narrow));
    if (tags === undefined) return await read(rowsOf(db, fitting.limit(limit)));
    const likely = fitting.where(likelyTagged(tags)).limit(rows);
    return await read(rowsOf(db, likely, tagCondition(tags), orderOf(sort, 'k'), limit));
  };
  if (hasOrder(query)) {
    const near = await walk(stretch.first);
    if (near.length >= limit) return near;
    const needed = (1.5 * stretch.first * limit) / near.length;
    if (needed <= stretch.longest) {
      const far = await walk(Math.ceil(needed));
      if (far.length >= limit) return far;
    }
  }
  // The offset keeps the planner from walking all the same, also where it expects next to nothing after the cursor.
  const all = selectAssets(db, query).select(sortKeys(sort));
  const page = keysOf(after(db.selectFrom(sql<AssetsTable>`(${all} offset 0)`.as('a')))).limit(limit);
  return await read(rowsOf(db, page));
}

/**
 * The rows of some keys that fulfil a last condition, fetched one by one: what is sorted stays narrow, and the planner
 * can't read the whole table for it.
 */
function rowsOf(
  db: SparklioDb,
  keys: AssetsQuery,
  condition: RawBuilder<boolean> = sql`true`,
  order: RawBuilder<unknown> | null = null,
  limit = 0,
): AssetsQuery {
  const ended = order === null ? sql`` : sql`order by ${order} limit ${limit}`;
  return db.selectFrom(
    sql<AssetsTable>`(
      select a.* from (${keys}) k
      cross join lateral (
        select * from sparklio.assets a where a.asset_id = k.asset_id and ${condition} offset 0
      ) a ${ended}
    )`.as('a'),
  );
}

/** A project's assets are few enough to have no index for every order. */
function hasOrder({ scope, sort }: AssetQuery): boolean {
  const isProject = scope.kind === 'project' && scope.projectId !== null;
  return !isProject || sort.by === 'created' || sort.by === 'name';
}

const sortedFilter = { created: 'created', size: 'size', rating: 'minRating', name: null } as const;

/**
 * Filters that are a stretch of an order, and the others: a single type or format has orders of its own by name and
 * size, in all places that have no narrower ones.
 */
function splitFilters({ filters, scope, sort }: AssetQuery): [ordered: Filters, others: Filters] {
  const isWide = scope.kind === 'all' || scope.kind === 'recent' || scope.kind === 'brand';
  const hasOwn = isWide && (sort.by === 'name' || sort.by === 'size');
  const isOrdered = (name: string): boolean =>
    name === sortedFilter[sort.by] ||
    (hasOwn && name === 'formats' && filters.formats?.length === 1) ||
    (hasOwn && name === 'types' && filters.types?.length === 1 && filters.formats?.length !== 1);
  const pick = (ordered: boolean): Filters =>
    Object.fromEntries(Object.entries(filters).filter(([name]) => isOrdered(name) === ordered));
  return [pick(true), pick(false)];
}

const columnOf = {
  types: 'type',
  formats: 'mime',
  orientations: 'orientation',
  tags: 'tag_bits',
  minRating: 'rating',
  labels: 'label',
  ai: 'ai',
  size: 'size',
  created: 'created_at',
} as const satisfies Record<keyof Filters, keyof AssetsTable>;

/** The keys of a stretch and what its filters ask: nothing that its index has not. */
function stretchColumns({ sort }: AssetQuery, filters: Filters) {
  const asked = (Object.keys(columnOf) as (keyof Filters)[]).filter((name) => filters[name] !== undefined);
  return [...new Set([...sortKeys(sort), ...asked.map((name) => `a.${columnOf[name]}` as const)])];
}
