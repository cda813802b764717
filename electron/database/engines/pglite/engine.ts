import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { AppError } from '../../../errors.ts';
import type { Tables } from '../../tables.ts';
import type { DatabaseEngine, ExecuteSql } from '../engine.ts';
import { type Priority, PriorityLock } from '../priority-lock.ts';
import { rowsOf } from '../rows.ts';
import { resultTypes } from '../types.ts';
import { PortStream } from './port-stream.ts';

/** How bytes of the PostgreSQL protocol reach the process that runs PGlite. */
export interface PgliteTransport {
  send(request: Uint8Array): void;
  onReply(listener: (reply: Uint8Array) => void): void;
  /** The process ended: statements under way fail with `service_unavailable`. */
  onClose(listener: () => void): void;
}

/**
 * Connects to PGlite in another process with the ordinary PostgreSQL client, so that values and
 * errors are exactly those of a server. PGlite has one session: a lock serialises on it, for the
 * length of a statement or of a transaction.
 *
 * Never use `db` inside a transaction of `db`: the inner statement would wait for the outer one for ever.
 */
export async function connectPglite(transport: PgliteTransport): Promise<DatabaseEngine> {
  const stream = new PortStream((request) => transport.send(request));
  transport.onReply((reply) => stream.receive(reply));
  transport.onClose(() => stream.destroy(stopped()));
  const client = new pg.Client({
    stream: () => stream,
    user: 'postgres',
    database: 'postgres',
    types: resultTypes,
  });
  // Statements under way get the error themselves; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();

  const lock = new PriorityLock();
  const lease = async (priority: Priority): Promise<pg.Client & { release: () => void }> => {
    const release = await lock.acquire(priority);
    if (!stream.destroyed) return Object.assign(client, { release });
    release();
    throw stopped();
  };

  const executeSql: ExecuteSql = async (text, values) => {
    const leased = await lease('background');
    try {
      const parameters = values?.length ? [...values] : undefined;
      return { rows: rowsOf(await leased.query<Record<string, unknown>>(text, parameters)) };
    } catch (error) {
      // Several statements may have begun a transaction that the failure left open.
      await leased.query('rollback').catch(() => {});
      throw error;
    } finally {
      leased.release();
    }
  };

  const kysely = (priority: Priority): Kysely<Tables> =>
    new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: { connect: () => lease(priority), end: async () => {} } }),
    });

  return {
    db: kysely('interactive'),
    backgroundDb: kysely('background'),
    executeSql,
    close: async () => {
      const release = await lock.acquire('background');
      await client.end().catch(() => {});
      release();
    },
  };
}

function stopped(): AppError {
  return new AppError('service_unavailable', 'The local database stopped.', {}, true);
}
