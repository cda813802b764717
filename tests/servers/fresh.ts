import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { ServerTarget } from '../../electron/connection/target.ts';
import { databaseUrl, type PostgresAddress, type S3Target } from './addresses.ts';
import { targetOf } from './target-of.ts';

export interface FreshServers {
  /** Connection string of the superuser to a new, empty database without any extension. */
  readonly databaseUrl: string;
  readonly database: string;
  readonly postgres: PostgresAddress;
  /** MinIO with its root key and a bucket prefix that nobody else uses. No bucket is made. */
  readonly s3: S3Target;
  /** The same as the app knows it: a profile with its secrets. */
  target(changes?: Partial<ServerTarget>): ServerTarget;
  /** Drops the database, also when somebody is still connected. */
  remove(): Promise<void>;
}

/** A database and three buckets of one's own on the run's servers. */
export async function freshServers(): Promise<FreshServers> {
  const { postgres, s3 } = inject('servers');
  const id = randomBytes(5).toString('hex');
  const database = `t_${id}`;
  await administer(postgres, `create database ${database}`);
  const own = { ...s3, bucketPrefix: `t${id}-` };
  return {
    databaseUrl: databaseUrl(postgres, database),
    database,
    postgres,
    s3: own,
    target: (changes) => targetOf({ postgres, database, s3: own }, changes),
    remove: () => administer(postgres, `drop database if exists ${database} with (force)`),
  };
}

async function administer(postgres: PostgresAddress, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(postgres, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
