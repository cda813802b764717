import { randomBytes } from 'node:crypto';
import { chmod, chown, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { runCommand } from '../../../scripts/launcher/command.ts';
import { LauncherError, tail } from '../../../scripts/launcher/report.ts';
import { databaseUrl, type PostgresAddress } from '../addresses.ts';
import { type Account, unprivilegedAccount } from './account.ts';
import type { ServerCertificate } from './certificates.ts';
import { guardedFolder } from './guarded.ts';
import {
  currentPostgres,
  oldVectorPostgres,
  type PostgresPrograms,
  plainPostgres,
  tlsPostgres,
} from './programs.ts';
import { containerUnit, dockerWanted, processUnit, type Unit } from './unit.ts';
import { freePort, untilReady } from './waiting.ts';

export interface PostgresOptions {
  /** `old`: pgvector 0.6, or null is given where it can't be had. `none`: a server without the extension. */
  readonly vector?: 'current' | 'old' | 'none';
  /** Of the programs with a current pgvector; the other ones and Docker have one version only. */
  readonly major?: 16 | 18;
  /** Speaks TLS with this certificate; such a server has no pgvector as a rule. */
  readonly tls?: { readonly certificate: ServerCertificate; readonly required: boolean };
  /** Settings of postgresql.conf, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The address it listens on, loopback otherwise. */
  readonly listen?: string;
}

export interface PostgresServer extends PostgresAddress {
  /** Connection string of the superuser. */
  databaseUrl(database: string): string;
  /** A new empty database, without any extension, under a name of its own where none is given. */
  createDatabase(name?: string): Promise<string>;
  /** Ends it as a crash does: connections break, nothing is written down in order. */
  crash(): Promise<void>;
  /** Ends it in order; connections are told. */
  end(): Promise<void>;
  /** Starts it again after `crash` or `end`: same address, same data. */
  start(): Promise<void>;
  /** Ends it and removes everything. */
  stop(): Promise<void>;
}

/** Nothing has to survive a power cut, so nothing waits for a disk; what was committed survives a crash all the same. */
const hurried = { fsync: 'off', full_page_writes: 'off' };

export async function startPostgres(
  options?: PostgresOptions & { vector?: 'current' | 'none' },
): Promise<PostgresServer>;
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer | null>;
/**
 * Starts a PostgreSQL server of one's own.
 *
 * @returns null only for `vector: 'old'`, where there is no such server for this machine; it is said then
 * @throws LauncherError naming what to install
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer | null> {
  const host = options.listen ?? '127.0.0.1';
  const port = await freePort(host);
  const password = randomBytes(12).toString('base64url');
  const settings = { ...hurried, ...options.settings };
  let programs: PostgresPrograms | null = null;
  let unit: Unit;
  let removeFolder = async (): Promise<void> => undefined;

  if (options.tls === undefined && (await dockerWanted())) {
    unit = await containerUnit({
      image: images[options.vector ?? 'current'],
      env: { POSTGRES_PASSWORD: password },
      args: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ports: [[port, 5432]],
      listen: host,
    });
  } else {
    programs = await findPrograms(options);
    if (programs === null) return null;
    const account = await unprivilegedAccount();
    const folder = await guardedFolder('postgres', account);
    removeFolder = folder.remove;
    const data = join(folder.path, 'data');
    await initialise(programs, data, password, account);
    await writeConfiguration(data, { ...settings, ...(await addressSettings(host, port)) }, options, account);
    unit = processUnit(
      {
        file: join(programs.bin, 'postgres'),
        args: ['-D', data],
        cwd: folder.path,
        log: join(folder.path, 'log'),
        account,
      },
      { crash: 'SIGQUIT', end: 'SIGINT' },
    );
  }

  const address = { host, port, user: 'postgres', password };
  const url = (database: string): string => databaseUrl(address, database);
  const ssl = options.tls === undefined ? false : { rejectUnauthorized: false };

  async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url('postgres'), ssl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
  const start = async (): Promise<void> => {
    await unit.start();
    const check = async (): Promise<boolean> => (await query('select 1')).length === 1;
    await untilReady('PostgreSQL', check, unit.alive, unit.log);
  };
  const stop = async (): Promise<void> => {
    await unit.remove();
    await removeFolder();
  };

  try {
    await start();
    const [facts] = await query<{ version: string; pgvector: string | null }>(
      `select current_setting('server_version') as version,
        (select default_version from pg_available_extensions where name = 'vector') as pgvector`,
    );
    if (facts === undefined) throw new LauncherError('PostgreSQL tells no version');
    return {
      ...address,
      version: facts.version,
      pgvector: facts.pgvector,
      programs: programs?.bin ?? null,
      databaseUrl: url,
      async createDatabase(name = `t_${randomBytes(6).toString('hex')}`) {
        await query(`create database ${pg.escapeIdentifier(name)}`);
        return url(name);
      },
      crash: unit.crash,
      end: unit.end,
      start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first is what the customer runs. */
const images = {
  current: 'pgvector/pgvector:0.8.1-pg15',
  old: 'pgvector/pgvector:0.7.4-pg15',
  none: 'postgres:15',
};

async function findPrograms(options: PostgresOptions): Promise<PostgresPrograms | null> {
  if (options.tls !== undefined) return tlsPostgres();
  switch (options.vector ?? 'current') {
    case 'current':
      return currentPostgres(options.major);
    case 'old':
      return oldVectorPostgres();
    case 'none':
      return plainPostgres();
  }
}

async function initialise(
  { bin }: PostgresPrograms,
  data: string,
  password: string,
  account: Account | null,
): Promise<void> {
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== null) await chown(passwordFile, account.uid, account.gid);
  const args = ['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '-A', 'scram-sha-256'];
  const result = await runAs(account, join(bin, 'initdb'), [
    ...args,
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]);
  if (result.code !== 0) throw new LauncherError(`initdb failed:\n${tail(result.output)}`);
}

function runAs(account: Account | null, file: string, args: readonly string[]) {
  return runCommand(file, args, { cwd: '/', ...(account !== null && { account }) });
}

const addressSettings = async (host: string, port: number): Promise<Record<string, string>> => ({
  listen_addresses: host,
  port: String(port),
  unix_socket_directories: '',
  max_connections: '200',
});

async function writeConfiguration(
  data: string,
  settings: Readonly<Record<string, string>>,
  { tls }: PostgresOptions,
  account: Account | null,
): Promise<void> {
  const all: Record<string, string> = { ...settings };
  if (tls !== undefined) {
    all.ssl = 'on';
    for (const [name, from] of [
      ['server.crt', tls.certificate.certificate],
      ['server.key', tls.certificate.key],
    ] as const) {
      await copyFile(from, join(data, name));
      await chmod(join(data, name), 0o600);
      if (account !== null) await chown(join(data, name), account.uid, account.gid);
    }
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await writeFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);
  const kind = tls?.required === true ? 'hostssl' : 'host';
  await writeFile(join(data, 'pg_hba.conf'), `${kind} all all all scram-sha-256\n`);
}
