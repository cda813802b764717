import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkDatabase, checkStorage } from '../../electron/connection/checks/index.ts';
import { runCommand } from '../../scripts/launcher/command.ts';
import { dumpOf } from './adoption/dump.ts';
import { loadVariant } from './fixtures/load.ts';
import { type FreshServers, freshServers } from './fresh.ts';
import { makeCertificate } from './harness/certificates.ts';
import { startMinio } from './harness/minio.ts';

const program = join(import.meta.dirname, '..', '..', 'scripts', 'sparklio-assets.mjs');

let servers: FreshServers;
let folder: string;
beforeAll(async () => {
  servers = await freshServers();
  folder = await mkdtemp(join(tmpdir(), 'sparklio-cli-'));
});
afterAll(async () => {
  await servers.remove();
  await rm(folder, { recursive: true, force: true });
});

async function envFile(name: string, changes: Record<string, string> = {}): Promise<string> {
  const { databaseUrl, s3 } = servers;
  const values = {
    DATABASE_URL: databaseUrl,
    MINIO_ENDPOINT: `${s3.host}:${s3.port}`,
    MINIO_ACCESS_KEY: s3.accessKey,
    MINIO_SECRET_KEY: s3.secretKey,
    MINIO_BUCKET_PREFIX: s3.bucketPrefix,
    MINIO_SECURE: 'false',
    ENVIRONMENT: 'dev',
    ...changes,
  };
  const file = join(folder, name);
  await writeFile(
    file,
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  return file;
}

/** The command as its first line starts it: plain Node.js, from any folder. No secret of the run is ever printed. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const result = await runCommand(process.execPath, ['--', program, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const secrets = [servers.postgres.password, servers.s3.secretKey, ...Object.values(env)];
  for (const secret of secrets) expect(result.output).not.toContain(secret);
  return result;
}

describe('doctor and init', () => {
  it('say what is there, add it when told to, and then have nothing to do', async () => {
    await loadVariant('drifted', servers.databaseUrl, servers.s3);
    const env = await envFile('.env');
    const before = await dumpOf(servers);

    const doctor = await run(['doctor', '--env', env]);
    expect(doctor.output).toContain('changed by another program');
    expect(doctor.output).toContain('root key');
    expect(doctor.code).toBe(3);
    const sqlOnly = await run(['init', '--env-file', env, '--sql-only']);
    expect([sqlOnly.code, sqlOnly.output]).toEqual([3, expect.stringContaining('create schema')]);
    const unanswered = await run(['init', '--env-file', env]);
    expect([unanswered.code, unanswered.output]).toEqual([3, expect.stringContaining('Nothing was changed')]);
    expect(await dumpOf(servers)).toBe(before);

    expect((await run(['init', '--env-file', env, '--yes'])).code).toBe(0);
    const json = await run(['doctor', '--env-file', env, '--json']);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.output)).toMatchObject({
      exitCode: 0,
      checks: { database: { ok: true }, storage: { ok: true, facts: { buckets: 3 } } },
      findings: { variant: 'adopted' },
      plan: { sql: '', bucketsToCreate: [] },
    });
  });

  it('make a role and a key that can do what the app needs, and not more', async () => {
    const name = `mina-${servers.database}`;
    const env = await envFile('.env');
    const secrets = { ROLE_PASSWORD: 'a good password', KEY_SECRET: 'another good one' };
    const made = await run(
      [
        'init',
        '--env-file',
        env,
        '--create-role',
        'member',
        name,
        '--yes',
        '--password-env',
        'ROLE_PASSWORD',
        '--storage-secret-env',
        'KEY_SECRET',
      ],
      secrets,
    );
    expect([made.code, made.output]).toEqual([0, expect.stringContaining('"s3:PutObject"')]);
    const target = servers.target();
    const asMina = {
      ...target,
      database: { ...target.database, user: name },
      storage: { ...target.storage, accessKey: name },
      secrets: { databasePassword: 'a good password', secretKey: 'another good one', embeddingKey: null },
    };
    expect(await checkDatabase(asMina)).toMatchObject({ ok: true, facts: { canWrite: true }, warnings: [] });
    expect(await checkStorage(asMina)).toMatchObject({ ok: true, facts: { canWrite: true }, warnings: [] });
  });
});

describe('exit codes and words', () => {
  it('tell a problem with its cause and its remedy', async () => {
    const env = await envFile('wrong.env', { MINIO_SECRET_KEY: 'not-the-secret' });
    const { code, output } = await run(['doctor', '--env', env]);
    expect(code).toBe(1);
    expect(output).toContain('✓ database');
    expect(output).toContain('The secret key is wrong.');
  });

  it.each([
    [['doctor'], 'Say which servers'],
    [['doctor', '--env', 'not-there.env'], 'There is no such file'],
    [['doctor', '--env-file', 'not-there.env'], 'There is no such file'],
    [['doctor', '--unknown'], '--unknown'],
    [['nothing'], 'There is no command'],
  ])('tell wrong use: %j', async (args, words) => {
    const { code, output } = await run(args);
    expect([code, output]).toEqual([2, expect.stringContaining(words)]);
  });

  it('are told by --help', async () => {
    const { code, output } = await run(['init', '--help']);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/Exit codes:\n\s+0 .*\n\s+1 .*\n\s+2 .*\n\s+3 /),
    ]);
  });
});

describe("a certificate of the company's own authority", () => {
  it('is trusted where the computer trusts the authority, unless its name or date is wrong', async () => {
    const extra = async (name: string, options: Parameters<typeof makeCertificate>[2] = {}) => {
      const certificate = await makeCertificate(folder, name, options);
      const minio = await startMinio({ tls: certificate });
      onTestFinished(() => minio.stop());
      const env = await envFile(`${name}.env`, {
        MINIO_ENDPOINT: `https://127.0.0.1:${minio.port}`,
        MINIO_ACCESS_KEY: minio.accessKey,
        MINIO_SECRET_KEY: minio.secretKey,
        MINIO_SECURE: 'true',
      });
      const trust = { NODE_EXTRA_CA_CERTS: certificate.authority };
      const { output } = await run(['doctor', '--env-file', env, '--json'], trust);
      const { storage } = JSON.parse(output).checks;
      return storage.ok ? storage.warnings : storage.cause;
    };
    expect(await extra('right')).not.toContain('tls_trusted_by_hand');
    expect(await extra('elsewhere', { names: ['DNS:elsewhere.example'] })).toBe('tls_wrong_host');
    expect(await extra('old', { expired: true })).toBe('tls_expired');
  });
});
