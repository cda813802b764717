import type { AssetSummary } from '../../shared/domain/asset.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { parseObjectPath } from '../storage/keys.ts';

/** Larger originals are not loaded just to be drawn small. */
const maxBytes = 10_000_000;
/** What the window can draw by itself. */
const drawable = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

interface OriginalPorts {
  readonly db: SparklioDb;
  readonly urls: Pick<AssetUrls, 'original'>;
  readonly assetsBucket: string;
}

/**
 * Shows originals in place of thumbnails that nobody has made yet, for a person who may not make them. Asks the
 * database once for a screenful, and only when something is missing in it.
 */
export function createOriginalThumbnails({ db, urls, assetsBucket }: OriginalPorts) {
  return async <T extends AssetSummary>(assets: readonly T[]): Promise<T[]> => {
    const wanted = assets.filter(isDrawable).map(({ id }) => id);
    if (wanted.length === 0) return [...assets];
    const rows = await db
      .selectFrom('public.generated_assets')
      .select(['id', 'minio_path'])
      .where('id', 'in', wanted)
      .execute();
    const paths = new Map<AssetId, string>(rows.map(({ id, minio_path }) => [id, minio_path]));
    return assets.map((asset) => {
      const path = paths.get(asset.id);
      const ref = path === undefined ? null : parseObjectPath(path, assetsBucket);
      return ref === null ? asset : { ...asset, thumbnailUrl: urls.original(ref, asset.name, asset.mime) };
    });
  };
}

function isDrawable({ thumbnailUrl, type, mime, size }: AssetSummary): boolean {
  return thumbnailUrl === null && type === 'image' && size <= maxBytes && mime !== null && drawable.has(mime);
}
