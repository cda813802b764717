/** Where a PostgreSQL server of the tests is, and who may do everything there. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** As the server tells it, such as `16.14`. */
  readonly version: string;
  /** Version of pgvector that `create extension vector` would install; null where the server has none. */
  readonly pgvector: string | null;
  /** `pg_dump`, `psql` and the other programs of this server are in this folder; null where there are none. */
  readonly programs: string | null;
}

/** Where an S3 server of the tests is, with its root key. */
export interface S3Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** An S3 server and the prefix of the three buckets that a test has there for itself. */
export interface S3Target extends S3Address {
  readonly bucketPrefix: string;
}

/** Connection string of a database on the server. */
export function databaseUrl(
  server: Pick<PostgresAddress, 'host' | 'port' | 'user' | 'password'>,
  database: string,
): string {
  const url = new URL(`postgres://${server.host}:${server.port}`);
  url.username = encodeURIComponent(server.user);
  url.password = encodeURIComponent(server.password);
  url.pathname = `/${database}`;
  return url.href;
}
