import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../../database/tables.ts';
import { jobSchema } from '../../jobs/queue-schema.ts';

/** Group roles that the app makes on a server. */
export const groupRoles = { member: 'sparklio_member', viewer: 'sparklio_viewer' } as const;

const serverSchema = z.object({
  version: z.string(),
  vector: z.string().nullable(),
  vector_available: z.string().nullable(),
  vector_trusted: z.boolean(),
  encoding: z.string(),
  role: z.string(),
  superuser: z.boolean(),
  create_schema: z.boolean(),
  create_in_public: z.boolean(),
  read_only: z.boolean(),
  groups: z.array(z.string()),
});

/** Of the server and the role that is connected. */
export async function readServer(db: SparklioDb) {
  const { rows } = await sql`
    select
      current_setting('server_version') as version,
      (select extversion from pg_extension where extname = 'vector') as vector,
      (select default_version from pg_available_extensions where name = 'vector') as vector_available,
      coalesce((select v.trusted from pg_available_extension_versions v
        join pg_available_extensions a on a.name = v.name and a.default_version = v.version
        where v.name = 'vector'), false) as vector_trusted,
      current_setting('server_encoding') as encoding,
      current_user::text as role,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      has_database_privilege(current_database(), 'CREATE') as create_schema,
      has_schema_privilege('public', 'CREATE') as create_in_public,
      pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
      array(select rolname::text from pg_roles
        where rolname = any(${Object.values(groupRoles)}::text[]) order by 1) as groups`.execute(db);
  return serverSchema.parse(rows[0]);
}

const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  readable: z.boolean(),
  writable: z.boolean(),
  owned: z.boolean(),
  may_trigger: z.boolean(),
  triggers: z.array(z.string()),
});
export type TableFacts = z.infer<typeof tableSchema>;

/** Tables of the app's schemas and of `public`, with what the role may do there. */
export async function readTables(db: SparklioDb): Promise<readonly TableFacts[]> {
  const { rows } = await sql`
    select n.nspname as schema, c.relname as name,
      has_schema_privilege(n.oid, 'USAGE') and has_any_column_privilege(c.oid, 'SELECT') as readable,
      has_schema_privilege(n.oid, 'USAGE')
        and has_table_privilege(c.oid, 'INSERT') and has_table_privilege(c.oid, 'UPDATE') as writable,
      pg_has_role(c.relowner, 'USAGE') and pg_has_role(n.nspowner, 'USAGE') or
        n.nspname = 'public' and pg_has_role(c.relowner, 'USAGE') as owned,
      has_table_privilege(c.oid, 'TRIGGER') as may_trigger,
      array(select t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'sparklio', ${jobSchema}) and c.relkind in ('r', 'p')`.execute(db);
  return z.array(tableSchema).parse(rows);
}

const indexSchema = z.object({
  method: z.string(),
  column: z.string(),
  partial: z.string().nullable(),
  lists: z.number().nullable(),
});

/** Valid indexes of `generated_assets` by what they are for, whatever they are called: their first column. */
export async function readIndexes(db: SparklioDb) {
  const { rows } = await sql`
    select m.amname as method, a.attname as column, pg_get_expr(i.indpred, i.indrelid) as partial,
      (select split_part(o, '=', 2)::int from unnest(x.reloptions) o where o like 'lists=%') as lists
    from pg_index i
    join pg_class x on x.oid = i.indexrelid
    join pg_am m on m.oid = x.relam
    join pg_class c on c.oid = i.indrelid and c.relname = 'generated_assets'
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisvalid`.execute(db);
  return z.array(indexSchema).parse(rows);
}

const appSchema = z.object({
  migrations: z.array(z.number()),
  jobs: z.number().nullable(),
  queues: z.array(z.string()),
});

/** What the app noted in this database; tables that can't be read count as empty. */
export async function readOwnNotes(db: SparklioDb, tables: readonly TableFacts[]) {
  const has = (schema: string, name: string): boolean =>
    tables.some((table) => table.schema === schema && table.name === name && table.readable);
  const { rows } = await sql`
    select
      ${has('sparklio', 'migrations') ? sql`array(select id from sparklio.migrations order by id)` : sql`'{}'::int[]`} as migrations,
      ${has(jobSchema, 'version') ? sql`(select max(version) from ${sql.table(`${jobSchema}.version`)})` : sql`null::int`} as jobs,
      ${has(jobSchema, 'queue') ? sql`array(select name from ${sql.table(`${jobSchema}.queue`)} order by name)` : sql`'{}'::text[]`} as queues`.execute(
    db,
  );
  return appSchema.parse(rows[0]);
}

/** Rows that are counted one by one; larger tables are estimated. */
const countedBelow = 2_000_000;

/** Rows of a shared table; exact unless there are very many. */
export async function countRows(db: SparklioDb, name: string): Promise<number> {
  const { rows: estimated } = await sql`
    select greatest(reltuples, 0)::bigint as rows from pg_class where oid = ${`public.${name}`}::regclass`.execute(
    db,
  );
  const estimate = z.object({ rows: z.number() }).parse(estimated[0]).rows;
  if (estimate > countedBelow) return estimate;
  const { rows } = await sql`select count(*) as rows from ${sql.table(`public.${name}`)}`.execute(db);
  return z.object({ rows: z.number() }).parse(rows[0]).rows;
}

const spellingsSchema = z.object({
  bucketAndKey: z.number(),
  keyOnly: z.number(),
  singularFolder: z.number(),
  elsewhere: z.number(),
  bareChecksums: z.number(),
  prefixedChecksums: z.number(),
  withoutChecksum: z.number(),
});

const sample = 5_000;

/** How paths and checksums are written, in a sample of rows. A path may count twice: with its bucket and with the singular folder. */
export async function readSpellings(db: SparklioDb) {
  const folder = '(images?|videos?|audio|documents?|texts?)';
  const singular = '(image|video|document|text)';
  const { rows } = await sql`
    select
      count(*) filter (where path ~ ${`^[^/]+/${folder}/`}) as "bucketAndKey",
      count(*) filter (where path ~ ${`^${folder}/`}) as "keyOnly",
      count(*) filter (where path ~ ${`^([^/]+/)?${singular}/`}) as "singularFolder",
      count(*) filter (where path <> '' and path !~ ${`^([^/]+/)?${folder}/`}) as elsewhere,
      count(*) filter (where checksum ~ '^[0-9A-Fa-f]{64}$') as "bareChecksums",
      count(*) filter (where checksum ~ '^sha256:') as "prefixedChecksums",
      count(*) filter (where coalesce(checksum, '') = '') as "withoutChecksum"
    from (select ltrim(minio_path, '/') as path, checksum from public.generated_assets limit ${sample}) as seen`.execute(
    db,
  );
  return spellingsSchema.parse(rows[0]);
}

const vectorsSchema = z.object({ rows: z.number(), dimensions: z.number().nullable() });

export async function readVectors(db: SparklioDb) {
  const { rows } = await sql`
    select (select count(embedding) from public.generated_assets) as rows,
      (select nullif(atttypmod, -1) from pg_attribute
        where attrelid = 'public.generated_assets'::regclass and attname = 'embedding') as dimensions`.execute(
    db,
  );
  return vectorsSchema.parse(rows[0]);
}
