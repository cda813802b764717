import { describe, expect, it } from 'vitest';
import { parseConnection, parseDatabaseUrl, parseEnvLines } from './parse-env.ts';

describe('parseEnvLines', () => {
  it('reads quotes, export, comments and Windows line ends', () => {
    const text = [
      '\uFEFF# servers',
      'export A=plain # the first',
      `B="with # and \\"quotes\\""`,
      "C='single $kept'",
      'D = spaced ',
      'E=',
      'not a line',
    ].join('\r\n');
    expect([...parseEnvLines(text)]).toEqual([
      ['A', 'plain'],
      ['B', 'with # and "quotes"'],
      ['C', 'single $kept'],
      ['D', 'spaced'],
      ['E', ''],
    ]);
  });

  it('keeps a # that belongs to an unquoted password', () => {
    expect(parseEnvLines('P=ab#cd').get('P')).toBe('ab#cd');
  });
});

describe('values that name others', () => {
  const named = (name: string): string => `\${${name}}`;

  it('are filled in from the lines before, except in single quotes', () => {
    const text = [
      'PGUSER=mina',
      'HOST=',
      `A=${named('PGUSER')}@${named('HOST:-db')}`,
      `B="${named('PGUSER')}"`,
      `C='${named('PGUSER')}'`,
      `D=${named('NOBODY')}`,
    ].join('\n');
    const [, , ...values] = parseEnvLines(text).values();
    expect(values).toEqual(['mina@db', 'mina', named('PGUSER'), named('NOBODY')]);
  });
});

describe('parseDatabaseUrl', () => {
  it('takes a connection string apart', () => {
    expect(parseDatabaseUrl(' postgres://mina:s%40cret@100.123.51.5:5433/sparklio?sslmode=disable ')).toEqual(
      {
        dbHost: '100.123.51.5',
        dbPort: '5433',
        dbName: 'sparklio',
        dbUser: 'mina',
        dbPassword: 's@cret',
        dbTls: false,
      },
    );
  });

  it('takes the scheme of SQLAlchemy and the default port', () => {
    expect(parseDatabaseUrl('postgresql+asyncpg://u:p@db/app')).toMatchObject({
      dbHost: 'db',
      dbPort: '5432',
    });
    expect(parseDatabaseUrl('postgresql+psycopg_async://u:p@db/app')).toMatchObject({ dbName: 'app' });
  });

  it.each([
    ['sslmode=require', true],
    ['sslmode=verify-full&application_name=backend', true],
    ['ssl=require', true],
    ['ssl=true', true],
    ['sslmode=disable', false],
    ['ssl=false', false],
    ['sslmode=prefer', undefined],
    ['application_name=backend', undefined],
  ])('tells from ?%s whether TLS is wanted', (query, tls) => {
    expect(parseDatabaseUrl(`postgresql+asyncpg://u:p@db/app?${query}`)).toEqual({
      dbHost: 'db',
      dbPort: '5432',
      dbName: 'app',
      dbUser: 'u',
      dbPassword: 'p',
      ...(tls !== undefined && { dbTls: tls }),
    });
  });

  it('takes from the query what is not before it', () => {
    expect(
      parseDatabaseUrl(
        'postgresql+psycopg2:///app?host=100.123.51.5&port=5433&user=mina@example&password=a@b',
      ),
    ).toEqual({
      dbHost: '100.123.51.5',
      dbPort: '5433',
      dbName: 'app',
      dbUser: 'mina@example',
      dbPassword: 'a@b',
    });
    expect(parseDatabaseUrl('jdbc:postgresql://db:5433/app?user=u&password=p&ssl=true')).toMatchObject({
      dbHost: 'db',
      dbUser: 'u',
      dbPassword: 'p',
      dbTls: true,
    });
  });

  it('takes addresses in brackets', () => {
    expect(parseDatabaseUrl('postgres://u:p@[fd7a::5]:5433/d')).toMatchObject({
      dbHost: 'fd7a::5',
      dbPort: '5433',
    });
  });

  it('finds the host after the last @, for passwords that are not escaped', () => {
    expect(parseDatabaseUrl('postgres://u:p@ss/w:rd@host/db')).toMatchObject({
      dbHost: 'host',
      dbUser: 'u',
      dbPassword: 'p@ss/w:rd',
    });
  });

  it('takes a ? of the password for what it is', () => {
    expect(parseDatabaseUrl('postgres://u:wh?t@host/db?sslmode=require')).toMatchObject({
      dbHost: 'host',
      dbPassword: 'wh?t',
      dbTls: true,
    });
  });

  it('leaves a % alone that is no escape', () => {
    expect(parseDatabaseUrl('postgres://u:100%@h/d')).toMatchObject({ dbPassword: '100%' });
  });

  it('refuses what is no Postgres address', () => {
    expect(parseDatabaseUrl('mysql://u:p@h/d')).toBeNull();
    expect(parseDatabaseUrl('postgres://')).toBeNull();
    expect(parseDatabaseUrl('hello')).toBeNull();
  });
});

describe('parseConnection', () => {
  it('fills everything from the .env in use', () => {
    const env = `
DATABASE_URL=postgresql://sparklio:pw@100.123.51.5:5432/sparklio
MINIO_ENDPOINT=100.123.51.5:9000
MINIO_ACCESS_KEY=minio
MINIO_SECRET_KEY=minio-secret
MINIO_BUCKET_PREFIX=dev-
MINIO_SECURE=False
ENVIRONMENT=dev
PRESIGNED_URL_EXPIRES=3600
`;
    expect(parseConnection(env)).toEqual({
      environment: 'dev',
      dbHost: '100.123.51.5',
      dbPort: '5432',
      dbName: 'sparklio',
      dbUser: 'sparklio',
      dbPassword: 'pw',
      storageEndpoint: '100.123.51.5',
      storagePort: '9000',
      storageSecure: false,
      accessKey: 'minio',
      secretKey: 'minio-secret',
      bucketPrefix: 'dev-',
    });
  });

  it('takes the parts of Postgres one by one and lets DATABASE_URL win', () => {
    const parts = 'POSTGRES_HOST=a\nPOSTGRES_PORT=6432\nPOSTGRES_DB=d\nPOSTGRES_USER=u\nPOSTGRES_PASSWORD=p';
    expect(parseConnection(parts)).toEqual({
      dbHost: 'a',
      dbPort: '6432',
      dbName: 'd',
      dbUser: 'u',
      dbPassword: 'p',
    });
    expect(parseConnection(`${parts}\nDATABASE_URL=postgres://x:y@b/e`)).toMatchObject({
      dbHost: 'b',
      dbName: 'e',
    });
  });

  it('understands an endpoint with a scheme, and names of environments written out', () => {
    expect(parseConnection('MINIO_ENDPOINT=https://s3.example.com\nENVIRONMENT=production')).toEqual({
      environment: 'prod',
      storageEndpoint: 's3.example.com',
      storageSecure: true,
    });
  });

  it('says nothing about a text without any of the names', () => {
    expect(parseConnection('OTHER=1\nPRESIGNED_URL_EXPIRES=3600\njust words')).toBeNull();
    expect(parseConnection('')).toBeNull();
  });
});
