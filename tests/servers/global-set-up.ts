import type { TestProject } from 'vitest/node';
import type { PostgresAddress, S3Address } from './addresses.ts';
import { startMinio } from './harness/minio.ts';
import { startPostgres } from './harness/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The servers that all test files of the run share; each takes a database and buckets of its own. */
    servers: { readonly postgres: PostgresAddress; readonly s3: S3Address };
  }
}

/** Starts PostgreSQL and MinIO once for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, minio] = await Promise.all([startPostgres(), startMinio()]);
  const { host, port, user, password, version, pgvector, programs } = postgres;
  const { secure, accessKey, secretKey, region } = minio;
  project.provide('servers', {
    postgres: { host, port, user, password, version, pgvector, programs },
    s3: { host: minio.host, port: minio.port, secure, accessKey, secretKey, region },
  });
  return async () => {
    await Promise.all([postgres.stop(), minio.stop()]);
  };
}
