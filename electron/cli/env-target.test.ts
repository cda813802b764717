import { describe, expect, it } from 'vitest';
import { UsageError } from './command.ts';
import { targetFromEnv } from './env-target.ts';

const options = { allowPlain: false, trust: [] };
const env = (lines: Record<string, string> = {}): string =>
  Object.entries({
    DATABASE_URL: 'postgresql+asyncpg://mina:s%40cret@100.123.51.5:5432/sparklio',
    MINIO_ENDPOINT: '100.123.51.5:9000',
    MINIO_ACCESS_KEY: 'access',
    MINIO_SECRET_KEY: 'the-secret-key',
    ...lines,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

describe("servers of the backend's .env", () => {
  it('are those that it names, with the prefix of the environment', () => {
    const target = targetFromEnv(env({ ENVIRONMENT: 'stage' }), options);
    expect(target.database).toEqual({
      host: '100.123.51.5',
      port: 5432,
      database: 'sparklio',
      user: 'mina',
      tls: 'off',
    });
    expect(target.storage).toMatchObject({ endpoint: '100.123.51.5', port: 9000, bucketPrefix: 'stage-' });
    expect(target.secrets).toEqual({
      databasePassword: 's@cret',
      secretKey: 'the-secret-key',
      embeddingKey: null,
    });
  });

  it.each(['sslmode=require', 'sslmode=verify-full', 'ssl=true'])('have TLS with %s', (query) => {
    const url = `postgres://mina:pw@db.example.com/sparklio?${query}`;
    expect(targetFromEnv(env({ DATABASE_URL: url }), options).database.tls).toBe('verify');
  });

  it('trust the certificates that are named, however the fingerprint is written', () => {
    const trust = ['AB:'.repeat(31).concat('AB')];
    expect(targetFromEnv(env(), { ...options, trust }).trustedCertificates).toEqual(['ab'.repeat(32)]);
    expect(() => targetFromEnv(env(), { ...options, trust: ['abc'] })).toThrow(UsageError);
  });

  it('are refused with the name of what is missing, and never with a value', () => {
    const broken = env({ MINIO_ACCESS_KEY: '', DATABASE_URL: 'postgres://mina:pw-in-sight@/x' });
    expect(() => targetFromEnv(broken, options)).toThrow(UsageError);
    expect(() => targetFromEnv(broken, options)).not.toThrow(/pw-in-sight|the-secret-key/);
    expect(() => targetFromEnv(env({ MINIO_ENDPOINT: '' }), options)).toThrow(/MINIO_ENDPOINT/);
    expect(() => targetFromEnv('nothing=here', options)).toThrow('The file names no servers');
  });
});
