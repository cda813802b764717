import type { Selectable } from 'kysely';
import { type AssetSummary, type ScrubStrip, stripLayoutSchema } from '../../shared/domain/asset.ts';
import type { AssetsTable } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';

/** Columns of `sparklio.assets as a` that the grid shows. */
export const summaryColumns = [
  'a.asset_id',
  'a.brand_id',
  'a.project_id',
  'a.type',
  'a.mime',
  'a.name',
  'a.size',
  'a.width',
  'a.height',
  'a.duration_ms',
  'a.page_count',
  'a.rating',
  'a.label',
  'a.tags',
  'a.created_at',
  'a.deleted_at',
  'a.rendition',
  'a.thumbhash',
  'a.thumbnail_key',
  'a.strip_key',
  'a.strip',
  'a.versions',
] as const;

type ColumnName<C> = C extends `a.${infer Name}` ? Name : never;
export type SummaryRow = Pick<
  Selectable<AssetsTable>,
  ColumnName<(typeof summaryColumns)[number]> & keyof AssetsTable
>;

/** Where what the grid shows is found. */
export type PictureUrls = Pick<AssetUrls, 'thumbnail' | 'strip'>;

export function toSummary(row: SummaryRow, urls: PictureUrls): AssetSummary {
  return {
    id: row.asset_id,
    brandId: row.brand_id,
    projectId: row.project_id,
    type: row.type,
    mime: row.mime,
    name: row.name,
    size: row.size,
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    pageCount: row.page_count,
    rating: row.rating,
    label: row.label,
    tags: row.tags,
    createdAt: row.created_at.toISOString(),
    deletedAt: row.deleted_at?.toISOString() ?? null,
    rendition: row.rendition,
    thumbhash: row.thumbhash,
    thumbnailUrl: row.thumbnail_key === null ? null : urls.thumbnail(row.thumbnail_key),
    strip: toStrip(row, urls),
    versions: row.versions,
  };
}

function toStrip({ strip_key: key, strip }: SummaryRow, urls: PictureUrls): ScrubStrip | null {
  const layout = key === null ? null : stripLayoutSchema.safeParse(strip).data;
  return key === null || layout == null ? null : { ...layout, url: urls.strip(key) };
}
