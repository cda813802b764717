import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { Brand, Project } from '../../shared/domain/catalog.ts';
import { projectStatusSchema } from '../../shared/domain/catalog.ts';
import { type BrandId, brandIdSchema, type ProjectId, projectIdSchema } from '../../shared/domain/ids.ts';
import { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { brandColor, nextBrandColor } from './brand-color.ts';
import { freeSlug, slugOf } from './slug.ts';

/** Names are compared without case; one at a time is checked and written. */
const NAMES_LOCK = 7_410_226_002;

/** Brands that another program put away keep their rows, with a date, where the table has such a column. */
const present = sql<boolean>`to_jsonb(b) ->> 'deleted_at' is null`;

/** Brands and projects. */
export function createCatalog(db: SparklioDb, rows = new SharedRows(null)) {
  const inTransaction = <T>(work: (trx: SparklioDb) => Promise<T>): Promise<T> =>
    rows.retrying(() => db.transaction().execute(work));

  return {
    async catalog(): Promise<CallOutput<'catalog.get'>> {
      const [brands, projects, counted] = await Promise.all([
        db
          .selectFrom('public.brands as b')
          .leftJoin('sparklio.brands as s', 's.brand_id', 'b.id')
          .select(['b.id', 'b.name', 's.color', 's.archived'])
          .where(present)
          .orderBy(sql`lower(b.name) collate "C"`)
          .execute(),
        db
          .selectFrom('public.projects')
          .select(['id', 'brand_id', 'name', 'status'])
          .orderBy(sql`lower(name) collate "C"`)
          .execute(),
        countAssets(db),
      ]);
      const sum = (pick: (row: CountRow) => number): number =>
        counted.reduce((total, row) => total + pick(row), 0);

      return {
        brands: brands.map(({ id, name, color, archived }): Brand => {
          const ofBrand = counted.filter(({ brand_id }) => brand_id === id);
          return {
            id,
            name,
            archived: archived ?? false,
            color: color ?? brandColor(id),
            assetCount: ofBrand.reduce((total, row) => total + row.published, 0),
            unassignedCount: ofBrand.find(({ project_id }) => project_id === null)?.published ?? 0,
            projects: projects
              .filter(({ brand_id }) => brand_id === id)
              .map((project) => ({
                id: project.id,
                brandId: id,
                name: project.name,
                status: projectStatusSchema.catch('active').parse(project.status),
                assetCount: ofBrand.find(({ project_id }) => project_id === project.id)?.published ?? 0,
              })),
          };
        }),
        counts: {
          all: sum(({ published }) => published),
          recent: sum(({ recent }) => recent),
          untagged: sum(({ untagged }) => untagged),
          trash: sum(({ trashed }) => trashed),
          bytes: sum(({ bytes }) => bytes),
        },
      };
    },

    async createBrand({ name }: CallParsed<'catalog.createBrand'>): Promise<Brand> {
      const id = brandIdSchema.parse(randomUUID());
      const color = await inTransaction(async (trx) => {
        await lockNames(trx);
        const brands = await trx
          .selectFrom('public.brands as b')
          .leftJoin('sparklio.brands as s', 's.brand_id', 'b.id')
          .select(['b.id', 'b.name', 'b.slug', 's.color', present.as('present')])
          .execute();
        refuseTaken(
          name,
          brands.filter((brand) => brand.present),
        );
        const slug = freeSlug(slugOf(name, 'brand'), new Set(brands.map((brand) => brand.slug)));
        await rows.insert(trx, 'brands', [{ id, name, slug, settings: '{}', ...made() }]);
        const next = nextBrandColor(brands.map((brand) => brand.color ?? brandColor(brand.id)));
        await trx.insertInto('sparklio.brands').values({ brand_id: id, color: next }).execute();
        return next;
      });
      return { id, name, archived: false, color, assetCount: 0, unassignedCount: 0, projects: [] };
    },

    async updateBrand(input: CallParsed<'catalog.updateBrand'>): Promise<CallOutput<'catalog.updateBrand'>> {
      const { id, name, color, archived } = input;
      await db.transaction().execute(async (trx) => {
        await lockNames(trx);
        const brands = await trx
          .selectFrom('public.brands as b')
          .select(['id', 'name'])
          .where(present)
          .execute();
        if (!brands.some((brand) => brand.id === id)) throw noBrand();
        if (name !== undefined) {
          refuseTaken(name, brands, id);
          await trx
            .updateTable('public.brands')
            .set({ name, updated_at: new Date() })
            .where('id', '=', id)
            .execute();
        }
        const own = {
          ...(color === undefined ? {} : { color }),
          ...(archived === undefined ? {} : { archived }),
        };
        if (Object.keys(own).length === 0) return;
        await trx
          .insertInto('sparklio.brands')
          .values({ brand_id: id, ...own })
          .onConflict((conflict) => conflict.column('brand_id').doUpdateSet(own))
          .execute();
      });
      return {};
    },

    async createProject({ brandId, name }: CallParsed<'catalog.createProject'>): Promise<Project> {
      const id = projectIdSchema.parse(randomUUID());
      await inTransaction(async (trx) => {
        await lockNames(trx);
        await requireBrand(trx, brandId);
        const projects = await projectsOf(trx, brandId);
        refuseTaken(name, projects);
        const slug = freeSlug(slugOf(name, 'project'), new Set(projects.map((project) => project.slug)));
        await rows.insert(trx, 'projects', [{ id, brand_id: brandId, name, slug, ...made() }]);
      });
      return { id, brandId, name, status: 'active', assetCount: 0 };
    },

    async updateProject(
      input: CallParsed<'catalog.updateProject'>,
    ): Promise<CallOutput<'catalog.updateProject'>> {
      const { id, name, archived } = input;
      await db.transaction().execute(async (trx) => {
        await lockNames(trx);
        const project = await trx
          .selectFrom('public.projects')
          .select('brand_id')
          .where('id', '=', id)
          .executeTakeFirst();
        if (project === undefined) throw new AppError('not_found', 'There is no such project.');
        if (name !== undefined) refuseTaken(name, await projectsOf(trx, project.brand_id), id);
        await trx
          .updateTable('public.projects')
          .set({
            updated_at: new Date(),
            ...(name === undefined ? {} : { name }),
            ...(archived === undefined ? {} : { status: archived ? 'archived' : 'active' }),
          })
          .where('id', '=', id)
          .execute();
      });
      return {};
    },
  };
}

/** What some variants fill in only in the program that writes them. */
function made() {
  const now = new Date();
  return { status: 'active', created_at: now, updated_at: now };
}

interface CountRow {
  brand_id: BrandId;
  project_id: ProjectId | null;
  published: number;
  recent: number;
  untagged: number;
  trashed: number;
  bytes: number;
}

async function countAssets(db: SparklioDb): Promise<CountRow[]> {
  return await db
    .selectFrom('sparklio.assets')
    .select(['brand_id', 'project_id'])
    .select([
      sql<number>`count(*) filter (where published)`.as('published'),
      sql<number>`count(*) filter (where published and created_at >= now()::timestamp - interval '30 days')`.as(
        'recent',
      ),
      sql<number>`count(*) filter (where published and tags = '{}')`.as('untagged'),
      sql<number>`count(*) filter (where trashed)`.as('trashed'),
      sql<number>`coalesce(sum(size), 0)`.as('bytes'),
    ])
    .groupBy(['brand_id', 'project_id'])
    .execute();
}

async function lockNames(trx: SparklioDb): Promise<void> {
  await sql`select pg_advisory_xact_lock(${NAMES_LOCK}::bigint)`.execute(trx);
}

function projectsOf(trx: SparklioDb, brandId: BrandId) {
  return trx
    .selectFrom('public.projects')
    .select(['id', 'name', 'slug'])
    .where('brand_id', '=', brandId)
    .execute();
}

export async function requireBrand(trx: SparklioDb, id: BrandId): Promise<void> {
  const brand = await trx.selectFrom('public.brands').select('id').where('id', '=', id).executeTakeFirst();
  if (brand === undefined) throw noBrand();
}

function refuseTaken(
  name: string,
  others: readonly { id: string; name: string }[],
  self: string | null = null,
): void {
  const folded = name.toLowerCase();
  const taken = others.some((other) => other.id !== self && other.name.toLowerCase() === folded);
  if (taken) throw new AppError('name_taken', 'The name is taken.', { name });
}

function noBrand(): AppError {
  return new AppError('not_found', 'There is no such brand.');
}
