import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from './tables.ts';

/** The tables that other programs share with this app, in the order in which they can be made. */
export const sharedTables = ['users', 'brands', 'projects', 'generated_assets', 'generated_texts'] as const;
export type SharedTableName = (typeof sharedTables)[number];

const columnSchema = z.object({
  table: z.enum(sharedTables),
  /** `r`: an ordinary table, `p`: a partitioned one; anything else (a view) takes no triggers. */
  kind: z.string(),
  name: z.string(),
  /** As `format_type` gives it, such as `character varying(255)`. */
  type: z.string(),
  /** Of `pg_type`: `S` string, `N` number, `B` boolean, `D` date and time, `A` array, `E` enum, `U` other … */
  category: z.string(),
  /** Name of the base type, domains resolved: `varchar`, `uuid`, `jsonb` … */
  base: z.string(),
  not_null: z.boolean(),
  /** A default, an identity or a generated value. */
  has_default: z.boolean(),
  /** Characters that a `varchar(n)` holds. */
  max_length: z.number().nullable(),
  /** Labels of an enum, in order. */
  labels: z.array(z.string()).nullable(),
  /** Table of schema `public` that the column refers to. */
  refers_to: z.string().nullable(),
  /** Whether the column alone is unique. */
  is_unique: z.boolean(),
});

export type SharedColumn = Readonly<z.infer<typeof columnSchema>>;

export interface SharedTable {
  readonly present: boolean;
  /** Whether it is a table and not, say, a view. */
  readonly isTable: boolean;
  readonly columns: ReadonlyMap<string, SharedColumn>;
}

/** The columns of the shared tables as they are in this database. */
export type SharedShape = Readonly<Record<SharedTableName, SharedTable>>;

/** Reads the shared tables' columns from the catalogue, in one statement. */
export async function readShape(db: SparklioDb): Promise<SharedShape> {
  const { rows } = await sql`
    select c.relname as table, c.relkind as kind, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      b.typcategory as category, b.typname as base, a.attnotnull or t.typnotnull as not_null,
      a.atthasdef or a.attidentity <> '' or t.typdefault is not null as has_default,
      case when b.typname in ('varchar', 'bpchar') then
        nullif(greatest(case when t.typtype = 'd' then t.typtypmod else a.atttypmod end - 4, 0), 0) end as max_length,
      (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = b.oid) as labels,
      (select r.relname from pg_constraint f join pg_class r on r.oid = f.confrelid
        join pg_namespace rn on rn.oid = r.relnamespace and rn.nspname = 'public'
        where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1) as refers_to,
      exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1
        and i.indkey[0] = a.attnum and i.indpred is null) as is_unique
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
    where c.relname = any(${[...sharedTables]}::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by a.attnum`.execute(db);
  const columns = z.array(columnSchema).parse(rows);
  const tableOf = (name: SharedTableName): SharedTable => {
    const own = columns.filter(({ table }) => table === name);
    return {
      present: own.length > 0,
      isTable: own.every(({ kind }) => kind === 'r' || kind === 'p'),
      columns: new Map(own.map((column) => [column.name, column])),
    };
  };
  return {
    users: tableOf('users'),
    brands: tableOf('brands'),
    projects: tableOf('projects'),
    generated_assets: tableOf('generated_assets'),
    generated_texts: tableOf('generated_texts'),
  };
}
