import { connect } from 'node:net';
import pg from 'pg';
import { z } from 'zod';
import { clientConfig, type PgServer } from './connection.ts';

/** What a look at a server's database tells, without changing anything. */
export interface PgFacts {
  /** Such as `15.8`, and 150008. */
  readonly version: string;
  readonly versionNumber: number;
  readonly latencyMs: number;
  readonly superuser: boolean;
  /** A standby, or set to refuse writing. */
  readonly readOnly: boolean;
  /** Whether the role may add assets or, where there is no table for them yet, make one. */
  readonly canWrite: boolean;
  /** Version in the database, and the one that could be installed; null where there is none. */
  readonly pgvector: string | null;
  readonly pgvectorAvailable: string | null;
  readonly databaseBytes: number;
  /** Rows; estimated above 100,000. Null where there is no such table or no right to read it. */
  readonly assets: number | null;
  readonly brands: number | null;
  /** Number of the newest step of the app's own schema; null where the app has not been. */
  readonly migration: number | null;
  readonly trustedByHand: boolean;
}

const basics = z.object({
  version: z.string(),
  version_number: z.number(),
  superuser: z.boolean(),
  read_only: z.boolean(),
  can_write: z.boolean(),
  pgvector: z.string().nullable(),
  pgvector_available: z.string().nullable(),
  database_bytes: z.number(),
  adopted: z.boolean(),
});

const basicsSql = `
  select split_part(current_setting('server_version'), ' ', 1) as version,
    current_setting('server_version_num')::int as version_number,
    (select rolsuper from pg_roles where rolname = current_user) as superuser,
    pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as read_only,
    case when to_regclass('public.generated_assets') is null
      then has_schema_privilege('public', 'CREATE')
      else has_table_privilege('public.generated_assets', 'INSERT')
    end as can_write,
    (select extversion from pg_extension where extname = 'vector') as pgvector,
    (select default_version from pg_available_extensions where name = 'vector') as pgvector_available,
    pg_database_size(current_database()) as database_bytes,
    to_regclass('sparklio.migrations') is not null as adopted`;

const exactBelow = 100_000;
const pings = 3;

async function first(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query<Record<string, unknown>>(sql, values);
  return rows[0];
}

/** Rows of a table, counted where that is quick. */
async function countRows(client: pg.Client, table: string): Promise<number | null> {
  const sql = `select greatest(reltuples, 0)::float8 as rows, has_table_privilege(oid, 'SELECT') as readable
    from pg_class where oid = to_regclass($1)`;
  const found = z
    .object({ rows: z.number(), readable: z.boolean() })
    .safeParse(await first(client, sql, [table]));
  if (!found.success || !found.data.readable) return null;
  if (found.data.rows > exactBelow) return Math.round(found.data.rows);
  const counted = await first(client, `select count(*)::float8 as rows from ${table}`);
  return z.object({ rows: z.number() }).parse(counted).rows;
}

async function newestMigration(client: pg.Client): Promise<number | null> {
  const sql = `select case when has_table_privilege('sparklio.migrations', 'SELECT')
    then (select max(id) from sparklio.migrations) end as id`;
  return z.object({ id: z.number().nullable() }).parse(await first(client, sql)).id;
}

async function latency(client: pg.Client): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < pings; i++) {
    const started = performance.now();
    await client.query('select 1');
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(pings / 2)] ?? 0;
}

/**
 * Connects once, looks, and leaves. All statements run in a transaction that can't write.
 * Rejects as the driver does; `connectionCause` tells why.
 */
export async function probePg(server: PgServer): Promise<PgFacts> {
  let trustedByHand = false;
  const onTrustedByHand = (): void => {
    trustedByHand = true;
  };
  const config = clientConfig({ ...server, onTrustedByHand }, { statementTimeoutMs: 10_000 });
  const client = new pg.Client({ ...config, query_timeout: 15_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const latencyMs = await latency(client);
    await client.query('begin transaction read only');
    const found = basics.parse(await first(client, basicsSql));
    const assets = await countRows(client, 'public.generated_assets');
    const brands = await countRows(client, 'public.brands');
    const migration = found.adopted ? await newestMigration(client) : null;
    await client.query('rollback');
    return {
      version: found.version,
      versionNumber: found.version_number,
      latencyMs,
      superuser: found.superuser,
      readOnly: found.read_only,
      canWrite: found.can_write,
      pgvector: found.pgvector,
      pgvectorAvailable: found.pgvector_available,
      databaseBytes: found.database_bytes,
      assets,
      brands,
      migration,
      trustedByHand,
    };
  } finally {
    // A server that went silent would not say goodbye either.
    await Promise.race([client.end(), new Promise((resolve) => setTimeout(resolve, 500).unref())]).catch(
      () => {},
    );
  }
}

const lookMs = 2000;

/** The first bytes that a host answers to `hello` with; empty when there are none in two seconds. */
function firstBytes(host: string, port: number, hello: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: lookMs });
    const done = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.once('connect', () => socket.write(hello));
    socket.once('data', (data) => done(data.toString('latin1')));
    socket.once('timeout', () => done(''));
    socket.once('error', () => done(''));
    socket.once('close', () => done(''));
  });
}

/** Whether a web server answers at the address. */
export async function speaksHttp({ host, port }: Pick<PgServer, 'host' | 'port'>): Promise<boolean> {
  return (await firstBytes(host, port, `HEAD / HTTP/1.0\r\nHost: ${host}\r\n\r\n`)).startsWith('HTTP/');
}

/** Whether a PostgreSQL server at the address has TLS. */
export async function offersTls({ host, port }: Pick<PgServer, 'host' | 'port'>): Promise<boolean> {
  return (await firstBytes(host, port, Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))).startsWith('S');
}
