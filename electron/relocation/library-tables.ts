import { readShape, type SharedShape } from '../database/shape.ts';
import type { SparklioDb } from '../database/tables.ts';
import { type ColumnTypes, readColumnTypes } from './text-rows.ts';

/** The tables that hold what is kept about assets, by the name of their id. */
export const assetTables = {
  assets: 'public.generated_assets',
  texts: 'public.generated_texts',
  own: 'sparklio.assets',
  details: 'sparklio.asset_details',
  contents: 'sparklio.asset_texts',
  vectors: 'sparklio.asset_vectors',
  versions: 'sparklio.asset_versions',
} as const;
export type AssetTable = keyof typeof assetTables;

/** What a library's tables are like at the moment. */
export interface LibraryTables {
  readonly shape: SharedShape;
  readonly types: Readonly<Record<AssetTable, ColumnTypes>>;
  readonly brands: ColumnTypes;
  readonly brandSettings: ColumnTypes;
  readonly projects: ColumnTypes;
}

export async function readTables(db: SparklioDb): Promise<LibraryTables> {
  const of = (table: string): Promise<ColumnTypes> => readColumnTypes(db, table);
  return {
    shape: await readShape(db),
    types: {
      assets: await of(assetTables.assets),
      texts: await of(assetTables.texts),
      own: await of(assetTables.own),
      details: await of(assetTables.details),
      contents: await of(assetTables.contents),
      vectors: await of(assetTables.vectors),
      versions: await of(assetTables.versions),
    },
    brands: await of('public.brands'),
    brandSettings: await of('sparklio.brands'),
    projects: await of('public.projects'),
  };
}
