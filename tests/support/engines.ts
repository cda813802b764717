import { randomUUID } from 'node:crypto';
import type { DatabaseEngine } from '../../electron/database/engines/engine.ts';
import { openPg } from '../../electron/database/engines/pg/engine.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import { openTestDatabase } from './database.ts';

const serverUrl = process.env.SPARKLIO_TEST_DATABASE_URL;

/**
 * The engine that a test runs on: PGlite, or a PostgreSQL server with pgvector where `SPARKLIO_TEST_DATABASE_URL`
 * names one (its user must be allowed to create databases). `npm test` does both, one after the other.
 */
export const engines: readonly { name: string; open: () => Promise<DatabaseEngine> }[] =
  serverUrl === undefined
    ? [{ name: 'PGlite', open: openTestDatabase }]
    : [{ name: 'PostgreSQL', open: () => openServerDatabase(serverUrl) }];

/** A database of its own on the server, migrated; `close` drops it. */
async function openServerDatabase(url: string): Promise<DatabaseEngine> {
  const name = `sparklio_test_${randomUUID().replaceAll('-', '')}`;
  const admin = openPg({ connectionString: url, poolSize: 1 });
  await admin.executeSql(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const engine = openPg({ connectionString: own.href });
  await migrateLibrary(engine.db);
  return {
    ...engine,
    close: async () => {
      await engine.close();
      await admin.executeSql(`drop database ${name}`);
      await admin.close();
    },
  };
}
