import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from '../../tables.ts';
import type { DatabaseEngine, ExecuteSql } from '../engine.ts';
import { rowsOf } from '../rows.ts';
import { resultTypes } from '../types.ts';

export interface PgOptions {
  connectionString: string;
  /** Connections for what a person waits for; as many again at most for the background. */
  poolSize?: number;
}

/** Opens a PostgreSQL server. Connections are made when they are needed; the first statement meets a wrong address. */
export function openPg({ connectionString, poolSize = 4 }: PgOptions): DatabaseEngine {
  const pool = (): pg.Pool => {
    const made = new pg.Pool({
      connectionString,
      max: poolSize,
      types: resultTypes,
      options: '-c timezone=UTC',
      application_name: 'sparklio-assets',
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    made.on('error', () => {});
    return made;
  };
  const interactive = pool();
  const background = pool();

  const executeSql: ExecuteSql = async (text, values) => {
    const client = await background.connect();
    try {
      return {
        rows: rowsOf(
          await client.query<Record<string, unknown>>(text, values?.length ? [...values] : undefined),
        ),
      };
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  };

  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: interactive }) }),
    backgroundDb: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: background }) }),
    executeSql,
    close: async () => {
      await Promise.all([interactive.end(), background.end()]);
    },
  };
}
