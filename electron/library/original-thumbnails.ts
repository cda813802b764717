import PQueue from 'p-queue';
import type { AssetSummary } from '../../shared/domain/asset.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { LocateObject } from '../storage/locate.ts';
import type { ObjectRef } from '../storage/port.ts';

/** Larger originals are not loaded just to be drawn small. */
const maxBytes = 10_000_000;
/** Questions to the store at a time. */
const concurrency = 16;
/** What the window can draw by itself. */
const drawable = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

interface OriginalPorts {
  readonly db: SparklioDb;
  readonly urls: Pick<AssetUrls, 'original'>;
  readonly assetsBucket: string;
  readonly locate: LocateObject;
}

/**
 * Shows originals in place of thumbnails that nobody has made yet, for a person who may not make them. Asks the
 * database once for a screenful, and only when something is missing in it; the store is asked for each of them where it
 * lies, since nobody has looked before.
 */
export function createOriginalThumbnails({ db, urls, assetsBucket, locate }: OriginalPorts) {
  const questions = new PQueue({ concurrency });
  return async <T extends AssetSummary>(assets: readonly T[]): Promise<T[]> => {
    const wanted = assets.filter(isDrawable).map(({ id }) => id);
    if (wanted.length === 0) return [...assets];
    const rows = await db
      .selectFrom('public.generated_assets')
      .select(['id', 'minio_path'])
      .where('id', 'in', wanted)
      .execute();
    const places = new Map<AssetId, ObjectRef>();
    await questions.addAll(
      rows.map(({ id, minio_path }) => async () => {
        const written = parseObjectPath(minio_path, assetsBucket);
        const place = written === null ? null : await locate(written);
        if (place !== null) places.set(id, place);
      }),
    );
    return assets.map((asset) => {
      const place = places.get(asset.id);
      return place === undefined
        ? asset
        : { ...asset, thumbnailUrl: urls.original(place, asset.name, asset.mime) };
    });
  };
}

function isDrawable({ thumbnailUrl, type, mime, size }: AssetSummary): boolean {
  return thumbnailUrl === null && type === 'image' && size <= maxBytes && mime !== null && drawable.has(mime);
}
