import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { FoundIndex } from './catalogue.ts';
import { hnswBytes, type IndexPlan, ivfflatBytes } from './policy.ts';

/** One session, for settings that are to hold for a build only. */
type Connection = Kysely<Tables>;

export interface BuildOptions {
  readonly name: string;
  readonly plan: Exclude<IndexPlan, { kind: 'exact' }>;
  readonly rows: number;
  readonly dimensions: number;
  readonly buildBytes: number;
  /** Beside readers and writers. PGlite has nobody else, and can't. */
  readonly concurrently: boolean;
  readonly on:
    | { readonly table: 'vectors'; readonly model: string }
    /** The shared column, which has a type of its own. */
    | { readonly table: 'shared' };
}

const MIB = 1024 ** 2;
/** Together with the server's session that builds. */
const helpers = 2;

/** Whether a session could not have the memory that parallel workers share (a container gives 64 MiB by default). */
function lacksSharedMemory(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === '53100' &&
    'message' in error &&
    String(error.message).includes('shared memory')
  );
}

/**
 * Builds an index, which takes minutes. The server goes on with it also when the connection breaks meanwhile.
 * Rejects with the server's own error; what it leaves then is an invalid index.
 */
export async function buildIndex(connection: Connection, options: BuildOptions): Promise<void> {
  try {
    await build(connection, options, options.concurrently ? helpers : 0);
  } catch (error) {
    if (!lacksSharedMemory(error)) throw error;
    await dropIndex(connection, schemaOf(options), options.name, options.concurrently);
    await build(connection, options, 0);
  }
}

const schemaOf = ({ on }: BuildOptions): string => (on.table === 'vectors' ? 'sparklio' : 'public');

async function build(connection: Connection, options: BuildOptions, workers: number): Promise<void> {
  const { name, plan, rows, dimensions, on, concurrently } = options;
  const needed =
    plan.kind === 'hnsw'
      ? Math.min(options.buildBytes, hnswBytes(rows * 1.2, dimensions, plan.half))
      : ivfflatBytes(plan.lists, dimensions);
  const megabytes = Math.max(64, Math.ceil(needed / MIB));
  await sql`select
    set_config('maintenance_work_mem', ${`${megabytes}MB`}, false),
    set_config('max_parallel_maintenance_workers', ${String(workers)}, false),
    set_config('statement_timeout', '0', false)`.execute(connection);
  try {
    const table = sql.table(on.table === 'vectors' ? 'sparklio.asset_vectors' : 'public.generated_assets');
    const operators = sql.raw(
      plan.half && on.table === 'vectors' ? 'halfvec_cosine_ops' : 'vector_cosine_ops',
    );
    const column =
      on.table === 'vectors'
        ? sql`((${nearColumn('vector', dimensions, plan.half)}) ${operators})`
        : sql`(embedding ${operators})`;
    const parameters =
      plan.kind === 'hnsw'
        ? sql`with (m = 16, ef_construction = 64)`
        : sql`with (lists = ${sql.lit(plan.lists)})`;
    const only =
      on.table === 'vectors' ? sql`where model = ${sql.lit(on.model)} and vector is not null` : sql``;
    await sql`create index ${concurrently ? sql`concurrently` : sql``} ${sql.ref(name)} on ${table}
      using ${sql.raw(plan.kind)} ${column} ${parameters} ${only}`.execute(connection);
  } finally {
    await sql`reset maintenance_work_mem`.execute(connection).catch(() => undefined);
    await sql`reset max_parallel_maintenance_workers`.execute(connection).catch(() => undefined);
    await sql`reset statement_timeout`.execute(connection).catch(() => undefined);
  }
}

/** The expression that the index is over. The column has no length of its own, for models differ. */
export function nearColumn(column: string, dimensions: number, half: boolean) {
  return sql`${sql.ref(column)}::${sql.raw(half ? 'halfvec' : 'vector')}(${sql.lit(dimensions)})`;
}

export async function dropIndex(
  connection: Connection,
  schema: string,
  name: string,
  concurrently: boolean,
): Promise<void> {
  await sql`drop index ${concurrently ? sql`concurrently` : sql``} if exists ${sql.id(schema, name)}`.execute(
    connection,
  );
}

/** Puts a new index into the place of another program's, under its name. */
export async function replaceIndex(
  connection: Connection,
  old: Pick<FoundIndex, 'schema' | 'name'>,
  fresh: string,
): Promise<void> {
  await dropIndex(connection, old.schema, old.name, true);
  await sql`alter index ${sql.id(old.schema, fresh)} rename to ${sql.id(old.name)}`.execute(connection);
}
