import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Tables } from '../../tables.ts';
import type { DatabaseEngine, ExecuteSql } from '../engine.ts';
import { rowsOf } from '../rows.ts';
import { clientConfig, type PgServer, type SessionOptions } from './connection.ts';
import { databaseError } from './failure.ts';
import { openLine } from './line.ts';

export type PgOptions = {
  /** Connections for what a person waits for; as many again at most for the background. */
  poolSize?: number;
} & ({ readonly server: PgServer } | { readonly connectionString: string });

/** What a person waits for must not wait longer. */
const interactiveMs = 30_000;

/**
 * Opens a PostgreSQL server. Connections are made when they are needed; the first statement meets a wrong address.
 * Connections that can't be made reject with `offline` or `server_part_failed` (see `databaseError`), failures of
 * statements with the server's own error and its SQLSTATE.
 */
export function openPg({ poolSize = 4, ...where }: PgOptions): DatabaseEngine {
  const server = 'server' in where ? where.server : where.connectionString;
  const pool = (session: SessionOptions): pg.Pool => {
    const made = new pg.Pool({ ...clientConfig(server, session), max: poolSize });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    made.on('error', () => {});
    return made;
  };
  const interactive = pool({ statementTimeoutMs: interactiveMs });
  const background = pool({});
  const line = openLine(clientConfig(server), [interactive, background]);

  const executeSql: ExecuteSql = async (text, values) => {
    const client = await background.connect().catch(rethrow);
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

  const dialect = (of: pg.Pool): PostgresDialect => new PostgresDialect({ pool: connecting(of) });
  return {
    db: new Kysely<Tables>({ dialect: dialect(interactive) }),
    backgroundDb: new Kysely<Tables>({ dialect: dialect(background) }),
    executeSql,
    line,
    close: async () => {
      await line.close();
      await Promise.all([interactive.end(), background.end()]);
    },
  };
}

const rethrow = (error: unknown): never => {
  throw databaseError(error);
};

/** A pool whose failures to connect are in the app's words. */
function connecting(pool: pg.Pool): PostgresPool {
  return { connect: () => pool.connect().catch(rethrow), end: () => pool.end() };
}
