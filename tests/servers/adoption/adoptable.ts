import pg from 'pg';
import { adoptDatabase, inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { type LoadedVariant, loadVariant, makeTables, type VariantKind } from '../fixtures/load.ts';
import { type FreshServers, freshServers } from '../fresh.ts';

/** A database of one's own, as the superuser has it, with what adoption is asked for. */
export interface Adoptable extends FreshServers {
  readonly engine: DatabaseEngine;
  /** Statements by themselves, as another program sends them. Rows of the last one. */
  run(statement: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** The plan as it would be shown now. */
  plan(): Promise<ReturnType<typeof planAdoption>>;
  /** Inspects, plans and adopts. */
  adopt(): Promise<void>;
  close(): Promise<void>;
}

export async function adoptable(): Promise<Adoptable> {
  const servers = await freshServers();
  const engine = openPg({ connectionString: servers.databaseUrl });
  const plan = async () => planAdoption(await inspectDatabase(engine.db));
  return {
    ...servers,
    engine,
    plan,
    run: async (statement, values = []) => {
      const client = new pg.Client({ connectionString: servers.databaseUrl });
      await client.connect();
      try {
        const { rows } = await client.query<Record<string, unknown>>(statement, [...values]);
        return rows;
      } finally {
        await client.end();
      }
    },
    adopt: async () => {
      await adoptDatabase(engine, (await plan()).hash);
    },
    close: async () => {
      await engine.close();
      await servers.remove();
    },
  };
}

/** The customer's library, with its rows and objects. */
export async function loaded(kind: VariantKind): Promise<Adoptable & { readonly variant: LoadedVariant }> {
  const database = await adoptable();
  return { ...database, variant: await loadVariant(kind, database.databaseUrl, database.s3) };
}

/** The customer's tables without rows. */
export async function emptyTables(kind: VariantKind): Promise<Adoptable> {
  const database = await adoptable();
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  await makeTables(client, kind);
  await client.end();
  return database;
}
