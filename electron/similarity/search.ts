import { sql } from 'kysely';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { AssetId, BrandId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { type PictureUrls, summaryColumns, toSummary } from '../library/summaries.ts';
import { nearColumn } from './vector-index/build.ts';
import type { ScanPlan } from './vector-index/policy.ts';
import { toSqlVector } from './vectors.ts';

export interface SimilarQuery {
  readonly db: SparklioDb;
  readonly urls: PictureUrls;
  readonly vector: Float32Array;
  /** Vectors of one model only are compared. */
  readonly model: string;
  /** Null searches every brand. */
  readonly brandId: BrandId | null;
  /** Cosine similarity; less similar assets are left out. */
  readonly threshold: number;
  readonly limit: number;
  /** The asset that the search began with. */
  readonly exclude?: AssetId | null;
  /** Every vector is compared when left out. */
  readonly plan?: ScanPlan;
}

/** Assets of the library, most similar first, by every vector of the model or by an index over them. */
export async function searchSimilar(
  query: SimilarQuery,
): Promise<Omit<CallOutput<'similar.search'>, 'missing'>> {
  const { urls, model, threshold, plan = { kind: 'exact' } } = query;
  const rows = await withPlan(query.db, plan, (db) =>
    db
      .with(
        (cte) => cte('near').materialized(),
        () => nearest({ ...query, db, plan }),
      )
      .selectFrom('near')
      .innerJoin('sparklio.assets as a', 'a.asset_id', 'near.asset_id')
      .select(summaryColumns)
      .select(sql<number>`1 - near.distance`.as('similarity'))
      .where(sql<boolean>`1 - near.distance >= ${threshold}::float8`)
      .execute(),
  );
  // By the exact distance: an index gives its rows in nearly the right order.
  rows.sort((one, other) => other.similarity - one.similarity);
  return {
    results: rows.map(({ similarity, ...row }) => ({ asset: toSummary(row, urls), similarity })),
    exact: plan.kind === 'exact',
    model,
  };
}

type NearQuery = Pick<SimilarQuery, 'db' | 'vector' | 'model' | 'brandId' | 'limit' | 'exclude'> & {
  readonly plan: ScanPlan;
};

/** Ids and exact distances of the nearest, in nearly that order where an index gives them. */
export function nearest({ db, vector, model, brandId, limit, exclude = null, plan }: NearQuery) {
  const wanted = toSqlVector(vector);
  const order =
    plan.kind === 'exact'
      ? sql`v.vector <=> ${wanted}::vector`
      : sql`(${nearColumn('v.vector', plan.dimensions, plan.half)}) <=>
          ${wanted}::${sql.raw(plan.half ? 'halfvec' : 'vector')}(${sql.lit(plan.dimensions)})`;
  return (
    db
      .selectFrom('sparklio.asset_vectors as v')
      .select(['v.asset_id', sql<number>`v.vector <=> ${wanted}::vector`.as('distance')])
      // As it stands in the index's own condition, so that the planner sees that it fits.
      .where('v.model', '=', sql.lit(model))
      .where('v.vector', 'is not', null)
      .where(brandId === null ? sql<boolean>`true` : sql<boolean>`v.brand_id = ${brandId}`)
      .where(
        plan.kind === 'exact'
          ? sql<boolean>`not exists (select from sparklio.assets p where p.asset_id = v.asset_id and not p.published)`
          : // Asked of each row that the index gives, in its order; a join might want them in another.
            sql<boolean>`(select p.published from sparklio.assets p where p.asset_id = v.asset_id) is distinct from false`,
      )
      .where(exclude === null ? sql<boolean>`true` : sql<boolean>`v.asset_id <> ${exclude}`)
      .orderBy(order)
      .limit(limit)
  );
}

/** Runs a search with the settings that it needs, which end with it. */
export async function withPlan<T>(
  db: SparklioDb,
  plan: ScanPlan,
  search: (db: SparklioDb) => Promise<T>,
): Promise<T> {
  if (plan.kind === 'exact') return await search(db);
  const settings = {
    ...plan.settings,
    // The planner would rather sort a whole brand, and compile code for what it then takes for dear.
    enable_sort: 'off',
    jit: 'off',
  };
  const set = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
  return await db.transaction().execute(async (transaction) => {
    await sql`select ${sql.join(set)}`.execute(transaction);
    return await search(transaction);
  });
}

/** Pictures of the scope that this model has no vector of yet: those that it can't make one of are not waited for. */
export async function countMissing({
  db,
  model,
  brandId,
}: Pick<SimilarQuery, 'db' | 'model' | 'brandId'>): Promise<number> {
  const { missing } = await db
    .selectFrom('sparklio.assets as a')
    .select(sql<number>`count(*)`.as('missing'))
    .where(sql<boolean>`a.published`)
    .where('a.type', '=', 'image')
    .where('a.rendition', 'in', ['pending', 'ready'])
    .where(brandId === null ? sql<boolean>`true` : sql<boolean>`a.brand_id = ${brandId}`)
    .where(
      sql<boolean>`not exists (select from sparklio.asset_vectors v
        where v.asset_id = a.asset_id and v.model = ${model})`,
    )
    .executeTakeFirstOrThrow();
  return missing;
}
