import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'minio';
import pg from 'pg';
import type { ServerTarget } from '../../electron/connection/target.ts';
import type { DatabaseEngine } from '../../electron/database/engines/engine.ts';
import { openPg } from '../../electron/database/engines/pg/engine.ts';
import type { ObjectStore } from '../../electron/storage/port.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import { databaseUrl } from '../servers/addresses.ts';
import { adoptable } from '../servers/adoption/adoptable.ts';
import type { FreshServers } from '../servers/fresh.ts';
import { byLines, targetOf } from '../servers/target-of.ts';
import { clientOf } from '../support/s3-client.ts';
import { fairS3, type S3FaultProxy, startS3FaultProxy } from '../support/s3-fault-proxy.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** A library on the servers, as the test looks at it: past the lines that misbehave. */
export interface ServersGround {
  /** As a desktop knows it: over the lines that misbehave. */
  readonly target: ServerTarget;
  readonly databaseUrl: string;
  readonly engine: DatabaseEngine;
  readonly s3: Client;
  readonly store: ObjectStore;
  /** A folder for what is dropped, and for desktops. */
  readonly folder: string;
  readonly desktopId: string;
  /** Objects whose bytes were compared with their rows before. */
  readonly compared: Set<string>;
  /** Keys for which the app began multipart uploads. */
  readonly multipartKeys: readonly string[];
  run(statement: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** One pair of servers for all runs, with a line to each that misbehaves on request. */
export interface Ground {
  readonly postgres: FreshServers['postgres'];
  readonly s3: FreshServers['s3'];
  readonly database: TcpProxy;
  readonly storage: S3FaultProxy;
  /** A new library without assets. */
  newLibrary(): Promise<ServersGround>;
  /** A new, empty database; gives its connection string, past the proxies. */
  newDatabase(): Promise<string>;
  fair(): Promise<void>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  // Adopted once; each library is a copy of it.
  const template = await adoptable();
  await template.adopt();
  await template.engine.close();
  const { postgres, s3 } = template;
  const admin = new pg.Client({ connectionString: databaseUrl(postgres, 'postgres') });
  await admin.connect();
  const database = await startTcpProxy(postgres);
  const storage = await startS3FaultProxy(s3);
  const made: string[] = [];

  async function createDatabase(from: string): Promise<string> {
    const name = `f_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${name} template ${from}`);
    made.push(name);
    return name;
  }

  async function newLibrary(): Promise<ServersGround> {
    const name = await createDatabase(template.database);
    const own = { ...s3, bucketPrefix: `${name.replace('_', '')}-` };
    const store = openS3Store(own);
    await store.ensureBuckets();
    const engine = openPg({ connectionString: databaseUrl(postgres, name), poolSize: 2 });
    const client = new pg.Client({ connectionString: databaseUrl(postgres, name) });
    await client.connect();
    const folder = await mkdtemp(join(tmpdir(), 'sparklio-faults-'));
    return {
      target: byLines(targetOf({ postgres, database: name, s3: own }), { database, storage }),
      databaseUrl: databaseUrl(postgres, name),
      engine,
      s3: clientOf(s3),
      store,
      folder,
      desktopId: randomUUID(),
      compared: new Set(),
      get multipartKeys() {
        const start = `/${store.buckets.assets}/`;
        return [...storage.multiparts].flatMap((path) =>
          path.startsWith(start) ? [path.slice(start.length)] : [],
        );
      },
      async run(statement, values = []) {
        const { rows } = await client.query<Record<string, unknown>>(statement, [...values]);
        return rows;
      },
      async close() {
        await client.end();
        await engine.close();
        store.agent.destroy();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  return {
    postgres,
    s3,
    database,
    storage,
    newLibrary,
    newDatabase: async () => databaseUrl(postgres, await createDatabase('template0')),
    async fair() {
      storage.set(fairS3);
      await database.set({ kind: 'fair' });
    },
    async close() {
      await database.close();
      await storage.close();
      for (const name of made) await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      await template.remove();
    },
  };
}
