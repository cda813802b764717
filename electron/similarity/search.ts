import { sql } from 'kysely';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { AssetId, BrandId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { summaryColumns, toSummary } from '../library/summaries.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { toSqlVector } from './vectors.ts';

export interface SimilarQuery {
  readonly db: SparklioDb;
  readonly urls: Pick<AssetUrls, 'thumbnail'>;
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
}

/**
 * Compares a vector with every one of its model, most similar first. Exact: the scan runs over the compact
 * copies, and assets are joined once the candidates are known.
 */
export async function searchSimilar(
  query: SimilarQuery,
): Promise<Omit<CallOutput<'similar.search'>, 'missing'>> {
  const { db, urls, vector, model, brandId, threshold, limit, exclude = null } = query;
  const inBrand = brandId === null ? sql<boolean>`true` : sql<boolean>`v.brand_id = ${brandId}`;
  const rows = await db
    .with('near', (qb) =>
      qb
        .selectFrom('sparklio.asset_vectors as v')
        .select(['v.asset_id', sql<number>`v.vector <=> ${toSqlVector(vector)}::vector`.as('distance')])
        .where('v.model', '=', model)
        .where('v.vector', 'is not', null)
        .where(inBrand)
        .where(
          sql<boolean>`not exists (select from sparklio.assets p where p.asset_id = v.asset_id and not p.published)`,
        )
        .where(exclude === null ? sql<boolean>`true` : sql<boolean>`v.asset_id <> ${exclude}`)
        .orderBy('distance')
        .limit(limit),
    )
    .selectFrom('near')
    .innerJoin('sparklio.assets as a', 'a.asset_id', 'near.asset_id')
    .select(summaryColumns)
    .select(sql<number>`1 - near.distance`.as('similarity'))
    .where(sql<boolean>`1 - near.distance >= ${threshold}::float8`)
    .orderBy('near.distance')
    .execute();
  return {
    results: rows.map(({ similarity, ...row }) => ({ asset: toSummary(row, urls), similarity })),
    exact: true,
    model,
  };
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
