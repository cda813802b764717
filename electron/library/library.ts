import { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
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
  /** Writes in the name of the person who has the library open. */
  readonly rows?: SharedRows;
  /** Finds an object that does not lie where its row says. */
  readonly locate?: LocateObject;
}

/** Browsing and editing: a function for each call of the `catalog` and `assets` areas that is about rows. */
export function createLibrary(ports: LibraryPorts) {
  const { db, urls, assetsBucket = '', rows = new SharedRows(null) } = ports;
  const locate = ports.locate ?? asWritten;
  return {
    ...createCatalog(db, rows),
    ...createPages({ db, urls }),
    ...createFacets(db),
    ...createDetails({ db, urls, locate }, assetsBucket),
    ...createEdits(db, rows),
  };
}

export type Library = ReturnType<typeof createLibrary>;
