import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import { ensureLocalUser } from '../../electron/database/local-user.ts';
import type { GeneratedAssetsTable, SparklioDb } from '../../electron/database/tables.ts';
import { createLibrary, type Library } from '../../electron/library/library.ts';
import type { AssetUrls } from '../../electron/storage/asset-urls.ts';
import { type AssetId, assetIdSchema, type BrandId } from '../../shared/domain/ids.ts';
import type { AssetQuery } from '../../shared/domain/query.ts';

export const testUrls: AssetUrls = {
  thumbnail: (key) => `thumbnail:${key}`,
  preview: (key) => `preview:${key}`,
  strip: (key) => `strip:${key}`,
  original: ({ bucket, key }) => `original:${bucket}/${key}`,
  expiresAt: () => 1_900_000_000_000,
};

export const everything: AssetQuery = {
  scope: { kind: 'all' },
  text: '',
  filters: {},
  sort: { by: 'created', direction: 'desc' },
};

type NewAsset = Partial<Insertable<GeneratedAssetsTable>>;

export interface TestLibrary {
  readonly library: Library;
  readonly brandId: BrandId;
  /** Adds assets as another program would: rows of the shared table. Gives their ids in order. */
  add(...assets: NewAsset[]): Promise<AssetId[]>;
  /** Names of a result in its order, fetched page by page. */
  names(query?: Partial<AssetQuery>, limit?: number): Promise<string[]>;
}

/** A library with one brand and a person. */
export async function makeLibrary(db: SparklioDb): Promise<TestLibrary> {
  const library = createLibrary({ db, urls: testUrls, assetsBucket: 'local-sparklio-assets' });
  const userId = await ensureLocalUser(db, 'tester');
  const { id: brandId } = await library.createBrand({ name: `Brand ${randomUUID()}` });
  return {
    library,
    brandId,
    add: async (...assets: NewAsset[]) => {
      const ids = assets.map(() => assetIdSchema.parse(randomUUID()));
      const rows = assets.map((asset, index) => ({
        id: ids[index],
        brand_id: brandId,
        user_id: userId,
        type: 'image',
        minio_path: 'local-sparklio-assets/images/x.png',
        original_name: 'x.png',
        file_size: 1,
        mime_type: 'image/png',
        ...asset,
      }));
      await db.insertInto('public.generated_assets').values(rows).execute();
      return ids;
    },
    names: async (query = {}, limit = 200) => {
      const names: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await library.page({ query: { ...everything, ...query }, cursor, limit });
        names.push(...page.assets.map(({ name }) => name));
        cursor = page.next;
      } while (cursor !== null);
      return names;
    },
  };
}
