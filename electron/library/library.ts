import type { SparklioDb } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { createCatalog } from './catalog.ts';
import { createDetails } from './details.ts';
import { createEdits } from './edits.ts';
import { createFacets } from './facets.ts';
import { createPages } from './pages.ts';

export interface LibraryPorts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
  /** Where a `minio_path` without a bucket points; without it such assets have no original. */
  readonly assetsBucket?: string;
}

/** Browsing and editing: a function for each call of the `catalog` and `assets` areas that is about rows. */
export function createLibrary({ db, urls, assetsBucket = '' }: LibraryPorts) {
  return {
    ...createCatalog(db),
    ...createPages({ db, urls }),
    ...createFacets(db),
    ...createDetails({ db, urls }, assetsBucket),
    ...createEdits(db),
  };
}

export type Library = ReturnType<typeof createLibrary>;
