import { createHash } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';

const s3Schema = z.strictObject({
  host: z.string(),
  port: z.int(),
  secure: z.boolean(),
  accessKey: z.string(),
  secretKey: z.string(),
  region: z.string(),
});

export type TestS3 = z.infer<typeof s3Schema>;

export interface TestServers {
  /** Connection string of the database that belongs to the folder. */
  readonly databaseUrl: string;
  readonly s3: TestS3 & { readonly bucketPrefix: string };
}

/**
 * The servers that a library of the tests is kept on instead of in its folder, when the run has some
 * (`npm run test:servers`); null in a plain run. The same folder gets the same database and buckets each time, in
 * any process, so that a library can be opened again.
 */
export async function testServersOf(folder: string): Promise<TestServers | null> {
  const url = process.env.SPARKLIO_TEST_DATABASE_URL;
  const s3 = process.env.SPARKLIO_TEST_S3;
  if (url === undefined || s3 === undefined) return null;
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 10);
  const own = new URL(url);
  own.pathname = `/l_${id}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [`l_${id}`]);
    if (rowCount === 0) await client.query(`create database l_${id}`);
  } finally {
    await client.end();
  }
  return { databaseUrl: own.href, s3: { ...s3Schema.parse(JSON.parse(s3)), bucketPrefix: `l${id}-` } };
}
