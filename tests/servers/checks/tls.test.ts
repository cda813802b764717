import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkDatabase, checkStorage } from '../../../electron/connection/checks/index.ts';
import { openTargetDatabase, openTargetStore } from '../../../electron/connection/drivers.ts';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import { tlsFor } from '../../../electron/connection/tls.ts';
import { type FreshServers, freshServers } from '../fresh.ts';
import { makeCertificate, type ServerCertificate } from '../harness/certificates.ts';
import { startMinio } from '../harness/minio.ts';
import { startPostgres } from '../harness/postgres.ts';

let servers: FreshServers;
let folder: string;
let good: ServerCertificate;
beforeAll(async () => {
  servers = await freshServers();
  // Read by a PostgreSQL that runs under another account.
  folder = await mkdtemp(join(tmpdir(), 'sparklio-tls-'));
  good = await makeCertificate(folder, 'good');
});
afterAll(async () => {
  await servers.remove();
  await rm(folder, { recursive: true, force: true });
});

const trusting = (target: ServerTarget, ...trustedCertificates: string[]): ServerTarget => ({
  ...target,
  trustedCertificates,
});
const another = 'ab'.repeat(32);

describe('an object store with a certificate of its own', () => {
  async function start(certificate: ServerCertificate): Promise<ServerTarget> {
    const minio = await startMinio({ tls: certificate });
    onTestFinished(() => minio.stop());
    const base = servers.target();
    return {
      ...base,
      storage: { ...base.storage, port: minio.port, secure: true, accessKey: minio.accessKey },
      secrets: { ...base.secrets, secretKey: minio.secretKey },
    };
  }

  it('is refused with what there is to compare, and used once exactly that is trusted', async () => {
    const target = await start(good);
    const refused = await checkStorage(target);
    expect(refused).toMatchObject({
      cause: 'tls_untrusted',
      certificate: { fingerprint: good.fingerprint, issuer: expect.stringContaining('Sparklio tests') },
    });
    expect(await checkStorage(trusting(target, another))).toMatchObject({ cause: 'tls_untrusted' });

    const trusted = trusting(target, another, good.fingerprint);
    const check = await checkStorage(trusted);
    expect(check).toMatchObject({ ok: true });
    expect(check.warnings).toContain('tls_trusted_by_hand');

    const store = await openTargetStore(trusted);
    await store.ensureBuckets();
    const ref = { bucket: store.buckets.assets, key: 'over/tls.txt' };
    const { fetch } = tlsFor(trusted);
    const sent = await fetch(store.presignPut(ref, 60), { method: 'PUT', body: 'secured' });
    expect(sent.status).toBe(200);
    expect(await (await fetch(store.presignGet(ref, 60))).text()).toBe('secured');
    await expect(tlsFor(target).fetch(store.presignGet(ref, 60))).rejects.toThrow(TypeError);
    store.agent.destroy();
  });

  it('is told to be expired', async () => {
    const expired = await makeCertificate(folder, 'expired', { expired: true });
    // Nobody knows its authority either; what is expired helps more to know.
    const check = await checkStorage(await start(expired));
    expect(check).toMatchObject({ cause: expect.stringMatching(/^tls_(expired|untrusted)$/) });
    expect(check).toMatchObject({ certificate: { fingerprint: expired.fingerprint } });
  });

  it('is found out when plain HTTP was meant', async () => {
    const target = await start(good);
    const plain = { ...target, storage: { ...target.storage, secure: false } };
    expect(await checkStorage(plain)).toMatchObject({ cause: 'tls_required' });
  });
});

describe('a database with a certificate of its own', () => {
  it('is refused before anything is sent, and used once exactly that certificate is trusted', async () => {
    const server = await startPostgres({ tls: { certificate: good, required: true } });
    onTestFinished(() => server.stop());
    const base = servers.target();
    const { host, port, user } = server;
    const target: ServerTarget = {
      ...base,
      database: { host, port, user, database: 'postgres', tls: 'verify' },
      secrets: { ...base.secrets, databasePassword: server.password },
    };
    expect(await checkDatabase(target)).toMatchObject({
      cause: 'tls_untrusted',
      certificate: { fingerprint: good.fingerprint },
    });
    expect(await checkDatabase(trusting(target, another))).toMatchObject({ cause: 'tls_untrusted' });
    const off = { ...target, database: { ...target.database, tls: 'off' as const } };
    expect(await checkDatabase(off)).toMatchObject({ cause: 'tls_required' });

    const trusted = trusting(target, good.fingerprint);
    // These servers come without pgvector: that the check gets so far proves the connection.
    expect(await checkDatabase(trusted)).toMatchObject({
      cause: 'no_pgvector',
      warnings: expect.arrayContaining(['tls_trusted_by_hand']),
    });
    const engine = openTargetDatabase(trusted);
    onTestFinished(() => engine.close());
    const { rows } = await sql<{ ssl: boolean; long: string }>`
      select ssl, repeat('x', 3000000) as long from pg_stat_ssl where pid = pg_backend_pid()`.execute(
      engine.db,
    );
    expect(rows[0]?.ssl).toBe(true);
    expect(rows[0]?.long.length).toBe(3_000_000);
    await expect(sql`select 1`.execute(openTargetDatabase(target).db)).rejects.toMatchObject({
      code: 'server_part_failed',
      details: { part: 'database', cause: 'tls_untrusted' },
    });
  });
});
