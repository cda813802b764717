import { sql } from 'kysely';
import { z } from 'zod';
import { fillRow } from '../database/filling.ts';
import type { SharedTable } from '../database/shape.ts';
import type { SparklioDb } from '../database/tables.ts';
import { fitRow } from './fit-row.ts';
import type { PlaceEntry, RelocationJournal } from './journal.ts';
import type { LibraryTables } from './library-tables.ts';
import { type ColumnTypes, readRows, type TextRow, upsertRows } from './text-rows.ts';

/** Brands, projects and people of the source by their ids at the destination. */
export interface Places {
  readonly brands: ReadonlyMap<string, string>;
  readonly projects: ReadonlyMap<string, string>;
  /** People without an entry are unknown there: what they made is put in the name of the person who moves it. */
  readonly people: ReadonlyMap<string, string>;
}

export interface PlacesInput {
  readonly source: { readonly db: SparklioDb; readonly tables: LibraryTables };
  readonly destination: { readonly db: SparklioDb; readonly tables: LibraryTables; readonly userId: string };
  readonly journal: RelocationJournal;
}

const keyed = z.array(
  z.object({ id: z.uuid(), slug: z.string(), stamp: z.string(), parent: z.uuid().nullable() }),
);

async function listPlaces(db: SparklioDb, kind: PlaceEntry['kind']) {
  const { rows } =
    kind === 'brand'
      ? await sql`select b.id, b.slug, null as parent,
          md5(concat_ws('|', b::text, (select s::text from sparklio.brands s where s.brand_id = b.id))) as stamp
          from public.brands b order by b.created_at, b.id`.execute(db)
      : await sql`select p.id, p.slug, p.brand_id as parent, md5(p::text) as stamp
          from public.projects p order by p.created_at, p.id`.execute(db);
  return keyed.parse(rows);
}

/** By e-mail address, in whatever case. */
async function mapPeople({ source, destination }: PlacesInput): Promise<Map<string, string>> {
  const read = async (db: SparklioDb) => {
    const { rows } = await sql`select id, lower(email) as email from public.users order by id`.execute(db);
    return z.array(z.object({ id: z.uuid(), email: z.string().nullable() })).parse(rows);
  };
  const there = new Map((await read(destination.db)).map(({ id, email }) => [email, id]));
  return new Map(
    (await read(source.db)).flatMap(({ id, email }) => {
      const known = email === null ? undefined : there.get(email);
      return known === undefined ? [] : [[id, known]];
    }),
  );
}

/**
 * Sees to it that the destination has every brand and project of the source. One that has the same id there, or else the
 * same slug (a project: within its brand), is the same one and stays as it is; any other is made as it was. What this
 * move made follows later changes at the source.
 */
export async function ensurePlaces(input: PlacesInput): Promise<Places> {
  const people = await mapPeople(input);
  const { tables } = input.source;
  const brands = await ensureKind(input, 'brand', people, {
    types: tables.brands,
    parents: new Map(),
  });
  const projects = await ensureKind(input, 'project', people, { types: tables.projects, parents: brands });
  return { brands, projects, people };
}

async function ensureKind(
  { source, destination, journal }: PlacesInput,
  kind: PlaceEntry['kind'],
  people: ReadonlyMap<string, string>,
  { types, parents }: { readonly types: ColumnTypes; readonly parents: ReadonlyMap<string, string> },
): Promise<Map<string, string>> {
  const table = kind === 'brand' ? 'public.brands' : 'public.projects';
  const there = await listPlaces(destination.db, kind);
  const byId = new Set(there.map(({ id }) => id));
  const bySlug = new Map(there.map(({ id, slug, parent }) => [`${parent ?? ''}/${slug}`, id]));
  const map = new Map<string, string>();
  for (const { id, slug, stamp, parent } of await listPlaces(source.db, kind)) {
    const brand = parent === null ? null : (parents.get(parent) ?? null);
    if (parent !== null && brand === null) continue;
    const noted = journal.places.get(`${kind} ${id}`);
    const isOurs = noted?.how === 'created';
    const same = noted !== undefined && byId.has(noted.to) ? noted.to : byId.has(id) ? id : null;
    const joined = same ?? bySlug.get(`${brand ?? ''}/${slug}`) ?? null;
    map.set(id, joined ?? id);
    if (joined !== null && (noted?.stamp === stamp || (noted !== undefined && !isOurs))) continue;
    const [row] = await readRows(source.db, table, types, 'id', [id]);
    if (row === undefined) continue;
    // Killed between making a brand and noting it, one finds it here by its id: it is as it was made.
    const how = joined === null || isOurs ? 'created' : joined === id ? 'id' : 'slug';
    if (how === 'created') await write({ source, destination, kind, row, brand, people });
    await journal.append({ t: 'place', kind, id, to: joined ?? id, how, name: row.name ?? slug, stamp });
  }
  return map;
}

interface Write extends Pick<PlacesInput, 'source' | 'destination'> {
  readonly kind: PlaceEntry['kind'];
  readonly row: TextRow;
  readonly brand: string | null;
  readonly people: ReadonlyMap<string, string>;
}

async function write({ source, destination, kind, row, brand, people }: Write): Promise<void> {
  const { tables, userId } = destination;
  const shared: SharedTable = kind === 'brand' ? tables.shape.brands : tables.shape.projects;
  // The logo is an asset that is not there yet.
  const { logo_asset_id: _, ...known } = row;
  const fitted = fitRow(shared, brand === null ? known : { ...known, brand_id: brand }, { people, userId });
  const full = fillRow(shared, fitted, { userId, now: new Date() });
  const settings =
    kind === 'brand' && row.id
      ? await readRows(source.db, 'sparklio.brands', source.tables.brandSettings, 'brand_id', [row.id])
      : [];
  await destination.db.transaction().execute(async (trx) => {
    await upsertRows(trx, {
      table: kind === 'brand' ? 'public.brands' : 'public.projects',
      types: kind === 'brand' ? tables.brands : tables.projects,
      rows: [full],
      keys: ['id'],
      update: Object.keys(fitted).filter(
        (name) => name !== 'id' && name !== 'slug' && shared.columns.has(name),
      ),
    });
    await upsertRows(trx, {
      table: 'sparklio.brands',
      types: tables.brandSettings,
      rows: settings,
      keys: ['brand_id'],
    });
  });
}

/** Gives the brands that this move made their logos, once the assets are there. */
export async function restoreLogos(
  { source, destination, journal }: PlacesInput,
  assetAt: (id: string) => string | null,
): Promise<void> {
  const has = (tables: LibraryTables): boolean => tables.brands.has('logo_asset_id');
  if (!has(source.tables) || !has(destination.tables)) return;
  const { rows } = await sql`
    select id, logo_asset_id as logo from public.brands where logo_asset_id is not null`.execute(source.db);
  for (const { id, logo } of z.array(z.object({ id: z.uuid(), logo: z.uuid() })).parse(rows)) {
    const place = journal.places.get(`brand ${id}`);
    const asset = assetAt(logo);
    if (place?.how !== 'created' || asset === null) continue;
    await sql`
      update public.brands set logo_asset_id = ${asset}::uuid
      where id = ${place.to}::uuid and logo_asset_id is distinct from ${asset}::uuid
        and exists (select from public.generated_assets where id = ${asset}::uuid)`.execute(destination.db);
  }
}
