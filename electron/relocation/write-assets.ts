import { sql } from 'kysely';
import { fillRow } from '../database/filling.ts';
import type { SparklioDb } from '../database/tables.ts';
import { unlessDeadlocked } from '../database/unless-deadlocked.ts';
import { AppError } from '../errors.ts';
import type { Bundle } from './bundles.ts';
import { fitRow } from './fit-row.ts';
import { type AssetTable, assetTables, type LibraryTables } from './library-tables.ts';
import { writeVersions } from './move-versions.ts';
import type { Places } from './places.ts';
import { type TextRow, type Upsert, updateRows, upsertRows } from './text-rows.ts';

/** An asset whose objects are at the destination, verified. */
export interface ReadyAsset {
  readonly bundle: Bundle;
  /** Its id at the destination. */
  readonly id: string;
  readonly path: string;
  readonly thumbnailKey: string | null;
  readonly previewKey: string | null;
  readonly stripKey: string | null;
  /** Rows of former files, as they are at the destination. */
  readonly versions: readonly TextRow[];
  /** A rendition was missing at the source: the destination makes them anew. */
  readonly renderAgain: boolean;
}

export interface Destination {
  readonly db: SparklioDb;
  readonly tables: LibraryTables;
  readonly userId: string;
}

/** What triggers keep in `sparklio.assets`; everything else there is the app's own. */
const mirrored = new Set([
  'brand_id',
  'project_id',
  'type',
  'mime',
  'name',
  'name_key',
  'size',
  'tags',
  'created_at',
  'deleted_at',
  'trashed',
  'published',
]);

/** Writes assets with everything that is kept about them, in one transaction; those that are there are brought up to date. */
export async function writeAssets(
  destination: Destination,
  places: Places,
  ready: readonly ReadyAsset[],
): Promise<void> {
  const write = new Write(destination, places);
  await unlessDeadlocked(() =>
    destination.db.transaction().execute(async (trx) => {
      await write.shared(trx, ready);
      await write.own(trx, ready);
      await write.vectors(trx, ready);
      await write.versions(trx, ready);
    }),
  );
}

class Write {
  readonly #tables: LibraryTables;
  readonly #places: Places;
  readonly #userId: string;

  constructor({ tables, userId }: Destination, places: Places) {
    this.#tables = tables;
    this.#places = places;
    this.#userId = userId;
  }

  async shared(trx: SparklioDb, ready: readonly ReadyAsset[]): Promise<void> {
    const { shape, types } = this.#tables;
    const context = { people: this.#places.people, userId: this.#userId };
    const known = ready.map((asset) => fitRow(shape.generated_assets, this.#sharedRow(asset), context));
    const rows = known.map((row) =>
      fillRow(shape.generated_assets, row, { userId: this.#userId, now: new Date() }),
    );
    const update = Object.keys(known[0] ?? {}).filter((name) => name !== 'id');
    await upsertRows(trx, { table: assetTables.assets, types: types.assets, rows, keys: ['id'], update });
    const texts = ready.flatMap(({ bundle, id }) => (bundle.text === null ? [] : [{ ...bundle.text, id }]));
    const fitted = texts.map((row) =>
      fillRow(shape.generated_texts, fitRow(shape.generated_texts, row, context), {
        userId: this.#userId,
        now: new Date(),
      }),
    );
    await upsertRows(trx, { table: assetTables.texts, types: types.texts, rows: fitted, keys: ['id'] });
    // A text that was replaced by a file since the last pass is only a version any more.
    const files = ready.flatMap(({ bundle, id }) => (bundle.text === null ? [id] : []));
    if (types.texts.size > 0 && files.length > 0) {
      await sql`delete from public.generated_texts where id = any(${files}::uuid[])`.execute(trx);
    }
  }

  #sharedRow({ bundle: { asset }, id, path }: ReadyAsset): TextRow {
    const { brands, projects } = this.#places;
    const brand = brands.get(asset.brand_id ?? '');
    if (brand === undefined) throw new AppError('not_found', 'The brand is not at the destination');
    const project = asset.project_id == null ? null : (projects.get(asset.project_id) ?? null);
    const { types } = this.#tables;
    // One variant of the shared tables calls the same thing otherwise.
    const metadata = asset.metadata ?? asset.asset_metadata ?? null;
    const facts = Object.fromEntries(
      ['metadata', 'asset_metadata'].flatMap((name) =>
        types.assets.has(name) ? [[name, asset[name] ?? metadata]] : [],
      ),
    );
    const embedding = fitsVector(asset.embedding ?? null, types.assets.get('embedding')) ?? null;
    return { ...asset, ...facts, id, minio_path: path, brand_id: brand, project_id: project, embedding };
  }

  /** The triggers have made the rows of `sparklio.assets` by now. */
  async own(trx: SparklioDb, ready: readonly ReadyAsset[]): Promise<void> {
    const { types } = this.#tables;
    const rows = ready.flatMap(({ bundle: { own }, id, thumbnailKey, previewKey, stripKey, renderAgain }) => {
      if (own === null) return [];
      const kept = Object.entries(own).filter(([name]) => !mirrored.has(name) && types.own.has(name));
      return [
        {
          ...Object.fromEntries(kept),
          asset_id: id,
          thumbnail_key: thumbnailKey,
          preview_key: previewKey,
          strip_key: stripKey,
          ...(renderAgain ? { rendition: 'pending' } : {}),
        },
      ];
    });
    const updated = await updateRows(trx, {
      table: assetTables.own,
      types: types.own,
      rows,
      keys: ['asset_id'],
    });
    if (updated < rows.length) {
      throw new AppError('service_unavailable', 'The projection of the assets is behind', {}, true);
    }
    for (const table of ['details', 'contents'] as const) {
      await this.#replace(
        trx,
        table,
        ready.map(({ bundle, id }) => ({
          row: table === 'details' ? this.#details(bundle) : bundle.content,
          id,
        })),
      );
    }
  }

  #details({ details }: Bundle): TextRow | null {
    return details === null ? null : { ...details, version_by: this.#personOf(details.version_by) };
  }

  async #replace(
    trx: SparklioDb,
    table: AssetTable,
    wanted: readonly { readonly row: TextRow | null; readonly id: string }[],
  ): Promise<void> {
    const none = wanted.flatMap(({ row, id }) => (row === null ? [id] : []));
    if (none.length > 0) {
      await sql`delete from ${sql.table(assetTables[table])} where asset_id = any(${none}::uuid[])`.execute(
        trx,
      );
    }
    const rows = wanted.flatMap(({ row, id }) => (row === null ? [] : [{ ...row, asset_id: id }]));
    await this.#upsert(trx, table, rows, ['asset_id']);
  }

  async vectors(trx: SparklioDb, ready: readonly ReadyAsset[]): Promise<void> {
    const rows = ready.flatMap(({ bundle, id }) => {
      const brand_id = this.#places.brands.get(bundle.asset.brand_id ?? '') ?? null;
      return bundle.vectors.map((row) => ({ ...row, asset_id: id, brand_id }));
    });
    await this.#upsert(trx, 'vectors', rows, ['asset_id', 'model']);
  }

  async versions(trx: SparklioDb, ready: readonly ReadyAsset[]): Promise<void> {
    for (const { id, versions } of ready) {
      const rows = versions.map((row) => ({ ...row, created_by: this.#personOf(row.created_by) }));
      await writeVersions(trx, id, rows);
    }
  }

  /** Somebody whom nobody knows at the destination is left out. */
  #personOf(id: string | null | undefined): string | null {
    return id == null ? null : (this.#places.people.get(id) ?? null);
  }

  async #upsert(
    trx: SparklioDb,
    table: AssetTable,
    rows: readonly TextRow[],
    keys: Upsert['keys'],
  ): Promise<void> {
    const types = this.#tables.types[table];
    const kept = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => types.has(name))),
    );
    await upsertRows(trx, { table: assetTables[table], types, rows: kept, keys });
  }
}

/** Null for a vector that has more or fewer numbers than the column takes. */
function fitsVector(vector: string | null, type: string | undefined): string | null {
  const dimensions = /vector\((\d+)\)/.exec(type ?? '')?.[1];
  if (vector === null || dimensions === undefined) return vector;
  return vector.split(',').length === Number(dimensions) ? vector : null;
}

/** Lets the destination go on searching with the vectors that come along, where it has none of its own. */
export async function carrySearchState(source: SparklioDb, destination: SparklioDb): Promise<void> {
  const { rows } = await sql<{ value: string }>`
    select value::text from sparklio.state where key = 'embedding'`.execute(source);
  const [state] = rows;
  if (state === undefined) return;
  await sql`
    insert into sparklio.state (key, value) values ('embedding', ${state.value}::jsonb)
    on conflict (key) do nothing`.execute(destination);
}
