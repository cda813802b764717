import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { checkDatabase } from '../../../electron/connection/checks/index.ts';
import type { PartCheck } from '../../../shared/contract/connection.ts';
import { freshServers } from '../fresh.ts';
import { startPostgres } from '../harness/postgres.ts';

it('a database server that recovers from a crash is known to be starting, and then is there', async () => {
  // What was written since the last checkpoint has to be replayed, which takes a while.
  const settings = { fsync: 'off', full_page_writes: 'on', checkpoint_timeout: '1h', max_wal_size: '8GB' };
  const [postgres, servers] = await Promise.all([startPostgres({ settings }), freshServers()]);
  onTestFinished(async () => {
    await postgres.stop();
    await servers.remove();
  });
  const { host, port, user, password } = postgres;
  const client = new pg.Client({ connectionString: postgres.databaseUrl('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table rows (words text)');
  await client.query(`insert into rows select repeat($1, 20) from generate_series(1, 800000)`, [
    randomBytes(8).toString('hex'),
  ]);
  await postgres.crash();

  const target = {
    ...servers.target(),
    database: { host, port, user, database: 'postgres', tls: 'off' as const },
    secrets: { databasePassword: password, secretKey: null, embeddingKey: null },
  };
  const told = new Set<string>();
  let check: PartCheck = await checkDatabase(target);
  const started = postgres.start();
  while (!check.ok) {
    told.add(check.cause);
    check = await checkDatabase(target);
  }
  await started;
  expect([...told].sort()).toEqual(['refused', 'starting_up']);
});
