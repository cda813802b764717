import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkDatabase } from '../../../electron/connection/checks/index.ts';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import type { DatabaseAddress } from '../../../shared/domain/servers.ts';
import { loadVariant } from '../fixtures/load.ts';
import { type FreshServers, freshServers } from '../fresh.ts';
import { type PostgresServer, startPostgres } from '../harness/postgres.ts';
import { freePort } from '../harness/waiting.ts';
import { outsideAddress, startSilentServer, startWebServer } from './odd-servers.ts';

let servers: FreshServers;
beforeAll(async () => {
  servers = await freshServers();
});
afterAll(() => servers.remove());

const at = (database: Partial<DatabaseAddress>, changes: Partial<ServerTarget> = {}): ServerTarget => {
  const target = servers.target(changes);
  return { ...target, database: { ...target.database, ...database } };
};
const withPassword = (databasePassword: string | null, database: Partial<DatabaseAddress> = {}) =>
  at(database, { secrets: { databasePassword, secretKey: null, embeddingKey: null } });

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

describe('a database that works', () => {
  it('is told with its version, its latency and what is in it', async () => {
    await loadVariant('customer', servers.databaseUrl, servers.s3);
    const check = await checkDatabase(servers.target());
    expect(check).toMatchObject({
      ok: true,
      version: expect.stringMatching(/^PostgreSQL \d+/),
      facts: { adopted: false, canWrite: true, pgvector: expect.any(String) },
      warnings: ['superuser'],
    });
    if (check.ok) expect(Number(check.facts.assets)).toBeGreaterThan(0);
  });

  it('is known to be read-only for a role that may not write', async () => {
    const role = `reader_${servers.database}`;
    await administer(servers.databaseUrl, `create role ${role} login password 'reading-only'`);
    await administer(servers.databaseUrl, `grant select on all tables in schema public to ${role}`);
    const check = await checkDatabase(withPassword('reading-only', { user: role }));
    await administer(servers.databaseUrl, `drop owned by ${role}; drop role ${role}`);
    expect(check).toMatchObject({ ok: true, facts: { canWrite: false }, warnings: ['read_only'] });
  });
});

describe('the cause is told when', () => {
  it('nobody listens', async () => {
    expect(await checkDatabase(at({ port: await freePort() }))).toMatchObject({ cause: 'refused' });
  });

  it('the server accepts and never answers', async () => {
    const silent = await startSilentServer();
    onTestFinished(() => silent.close());
    expect(await checkDatabase(at({ port: silent.port }))).toMatchObject({ cause: 'timeout' });
  });

  it('the name does not exist', async () => {
    expect(await checkDatabase(at({ host: 'nobody.invalid', port: 5432 }))).toMatchObject({
      cause: 'plain_not_allowed',
    });
    const agreed = at({ host: 'nobody.invalid' }, { plainConnectionsAllowed: true });
    expect(await checkDatabase(agreed)).toMatchObject({ cause: 'dns', warnings: ['plain_connection'] });
  });

  it('a node of a tailnet is not found, which is most likely because Tailscale is off', async () => {
    expect(await checkDatabase(at({ host: 'mini.tail0000.ts.net' }))).toMatchObject({ cause: 'tailnet_off' });
  });

  it('the password is wrong, missing, or of somebody unknown', async () => {
    const causes = [
      await checkDatabase(withPassword('wrong')),
      await checkDatabase(withPassword(null)),
      await checkDatabase(at({ user: 'nobody_knows' })),
    ].map((check) => !check.ok && check.cause);
    expect(causes).toEqual(['wrong_password', 'wrong_password', 'wrong_password']);
  });

  it('the database does not exist', async () => {
    expect(await checkDatabase(at({ database: 'not_there' }))).toMatchObject({ cause: 'no_such_database' });
  });

  it('a web server answers', async () => {
    const web = await startWebServer((_request, response) => response.end('hello'));
    onTestFinished(() => web.close());
    expect(await checkDatabase(at({ port: web.port }))).toMatchObject({ cause: 'not_postgres' });
  });

  it('MinIO answers, which waits for more instead of saying no', async () => {
    expect(await checkDatabase(at({ port: servers.s3.port }))).toMatchObject({ cause: 'not_postgres' });
  });

  it('the server speaks no TLS', async () => {
    const check = await checkDatabase(at({ tls: 'verify' }));
    // A server of Docker may have been set up with a certificate of its own.
    expect(check).toMatchObject({ cause: expect.stringMatching(/^tls_(unsupported|untrusted)$/) });
  });

  it('all connections are taken', async () => {
    const role = `crowded_${servers.database}`;
    await administer(servers.databaseUrl, `create role ${role} login password 'crowded' connection limit 0`);
    const check = await checkDatabase(withPassword('crowded', { user: role }));
    await administer(servers.databaseUrl, `drop role ${role}`);
    expect(check).toMatchObject({ cause: 'too_many_connections' });
  });

  it('nothing can be written, and there is nothing to be looked at', async () => {
    const other = await freshServers();
    onTestFinished(() => other.remove());
    await administer(
      other.databaseUrl,
      `alter database ${other.database} set default_transaction_read_only = on`,
    );
    expect(await checkDatabase(other.target())).toMatchObject({ cause: 'database_read_only' });
  });
});

describe('a plain connection to the outside', () => {
  const host = outsideAddress();
  it.runIf(host !== null)('is not even begun before the person agrees', async () => {
    const listener = await startSilentServer('0.0.0.0');
    onTestFinished(() => listener.close());
    const outside = { host: host ?? '', port: listener.port };
    const refused = await checkDatabase(at(outside));
    expect([refused, listener.connections]).toMatchObject([{ cause: 'plain_not_allowed' }, 0]);
    const agreed = await checkDatabase(at(outside, { plainConnectionsAllowed: true }));
    expect(agreed).toMatchObject({ cause: 'timeout', warnings: ['plain_connection'] });
    expect(listener.connections).toBeGreaterThan(0);
  });
});

describe('servers of other kinds', () => {
  const on = (server: PostgresServer, database: string): ServerTarget => ({
    ...servers.target(),
    database: { host: server.host, port: server.port, database, user: server.user, tls: 'off' },
    secrets: { databasePassword: server.password, secretKey: null, embeddingKey: null },
  });

  it('without pgvector are told as that', async () => {
    const server = await startPostgres({ vector: 'none' });
    onTestFinished(() => server.stop());
    expect(await checkDatabase(on(server, 'postgres'))).toMatchObject({ cause: 'no_pgvector' });
  });

  it('with an older pgvector work, and say so', async ({ skip }) => {
    const server = await startPostgres({ vector: 'old' });
    if (server === null) return skip('no server with an older pgvector for this machine');
    onTestFinished(() => server.stop());
    const check = await checkDatabase(on(server, 'postgres'));
    expect(check).toMatchObject({ ok: true });
    expect(check.warnings).toEqual(expect.arrayContaining(['pgvector_old', 'pgvector_missing_installable']));
  });
});
