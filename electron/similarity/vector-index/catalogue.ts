import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../../database/tables.ts';
import { ownIndexPattern } from './names.ts';
import { buildBytes, exactNumbersOf, type Means } from './policy.ts';

const indexSchema = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  lists: z.number().nullable(),
  /** False for what a build that was ended left, and while one is under way. */
  valid: z.boolean(),
  bytes: z.number(),
  /** Rows that it was built over or last counted with. */
  rows: z.number(),
  definition: z.string(),
});
export type FoundIndex = z.infer<typeof indexSchema>;

const found = sql`
  n.nspname as schema, c.relname as name, am.amname as kind, i.indisvalid as valid, pg_get_indexdef(c.oid) as definition,
  pg_relation_size(c.oid) as bytes, greatest(c.reltuples, 0)::float8 as rows,
  (select substring(option from 7)::int from unnest(c.reloptions) option where option like 'lists=%') as lists
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_am am on am.oid = c.relam`;

/** The app's own vector indexes, of every model. */
export async function ownIndexes(db: SparklioDb): Promise<FoundIndex[]> {
  const { rows } = await sql`select ${found}
    where i.indrelid = to_regclass('sparklio.asset_vectors') and c.relname like ${ownIndexPattern}
    order by c.relname`.execute(db);
  return z.array(indexSchema).parse(rows);
}

/** What other programs index the shared column by, under whatever name: those that serve a cosine, the best first. */
export async function sharedIndexes(db: SparklioDb): Promise<FoundIndex[]> {
  const { rows } = await sql`select ${found}
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'embedding'
    where i.indrelid = to_regclass('public.generated_assets') and am.amname in ('ivfflat', 'hnsw')
    order by i.indisvalid desc, c.relname`.execute(db);
  return z.array(indexSchema).parse(rows);
}

const factsSchema = z.object({
  vector: z.string().nullable(),
  cache: z.number(),
  owns: z.boolean(),
  owns_shared: z.boolean(),
});

export interface Facts {
  readonly means: Means;
  /** Whether this role may make indexes on the app's vectors, and on the shared table. */
  readonly owns: boolean;
  readonly ownsShared: boolean;
}

export async function readFacts(
  db: SparklioDb,
  engine: Means['engine'],
  exactNumbers: number = exactNumbersOf[engine],
): Promise<Facts> {
  const { rows } = await sql`
    select
      (select extversion from pg_extension where extname = 'vector') as vector,
      pg_size_bytes(current_setting('shared_buffers'))::float8 as cache,
      coalesce((select pg_has_role(relowner, 'usage') from pg_class
        where oid = to_regclass('sparklio.asset_vectors')), false) as owns,
      coalesce((select pg_has_role(relowner, 'usage') from pg_class
        where oid = to_regclass('public.generated_assets')), false) as owns_shared`.execute(db);
  const { vector, cache, owns, owns_shared } = factsSchema.parse(rows[0]);
  const [major = 0, minor = 0] = (vector ?? '').split('.').map(Number);
  const atLeast = (wanted: number): boolean => major > 0 || minor >= wanted;
  return {
    means: {
      engine,
      exactNumbers,
      iterativeScan: atLeast(8),
      halfVectors: atLeast(7),
      buildBytes: buildBytes(cache),
    },
    owns,
    ownsShared: owns_shared,
  };
}

const progressSchema = z.object({
  table: z.string(),
  phase: z.string(),
  done: z.number(),
  total: z.number(),
});

/** How far the build of an index on vectors is, whichever desktop has it made; null when none is. */
export async function buildProgress(
  db: SparklioDb,
  table: 'sparklio.asset_vectors' | 'public.generated_assets',
): Promise<number | null> {
  const { rows } = await sql`
    select ${table}::text as table, phase,
      case when tuples_total > 0 then tuples_done else blocks_done end::float8 as done,
      case when tuples_total > 0 then tuples_total else blocks_total end::float8 as total
    from pg_stat_progress_create_index
    where relid = to_regclass(${table}) and phase like 'building index%'`.execute(db);
  const [row] = z.array(progressSchema).parse(rows);
  if (row === undefined) return null;
  // Lists are made of a sample first, which tells of no progress.
  return row.total > 0 ? Math.min(1, row.done / row.total) : 0;
}

const countSchema = z.array(z.object({ brand_id: z.string(), count: z.number() }));

/** Vectors of a model by brand: an index over both is walked. */
export async function vectorsByBrand(db: SparklioDb, model: string): Promise<Map<string, number>> {
  const { rows } = await sql`
    select brand_id, count(*)::float8 as count from sparklio.asset_vectors where model = ${model}
    group by brand_id`.execute(db);
  return new Map(countSchema.parse(rows).map(({ brand_id, count }) => [brand_id, count]));
}

/** Null while the model has no vector. */
export async function dimensionsOf(db: SparklioDb, model: string): Promise<number | null> {
  const { rows } = await sql`
    select vector_dims(vector) as dimensions from sparklio.asset_vectors
    where model = ${model} and vector is not null limit 1`.execute(db);
  const [row] = z.array(z.object({ dimensions: z.number() })).parse(rows);
  return row?.dimensions ?? null;
}

/** Of the shared column, as the planner knows it: counting would read the whole table. */
export async function sharedVectors(db: SparklioDb): Promise<number> {
  const { rows } = await sql`
    select (greatest(c.reltuples, 0) * (1 - coalesce(s.null_frac, 0)))::float8 as vectors
    from pg_class c left join pg_stats s
      on s.schemaname = 'public' and s.tablename = 'generated_assets' and s.attname = 'embedding'
    where c.oid = to_regclass('public.generated_assets')`.execute(db);
  const [row] = z.array(z.object({ vectors: z.number() })).parse(rows);
  return Math.round(row?.vectors ?? 0);
}
