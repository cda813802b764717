import type pg from 'pg';
import type { DatabaseAddress } from '../../../../shared/domain/servers.ts';
import { resultTypes } from '../types.ts';
import { PgStream } from './secure-stream.ts';

/** Where and as whom to connect. */
export interface PgServer extends DatabaseAddress {
  readonly password: string | null;
  /** SHA-256 fingerprints of certificates trusted besides what the system trusts. */
  readonly trustedCertificates: readonly string[];
  readonly onTrustedByHand?: () => void;
}

export interface SessionOptions {
  /** Milliseconds after which the server ends a statement; none when left out. */
  readonly statementTimeoutMs?: number;
}

/**
 * What the driver needs for a connection. Everything is stated, for it would fill gaps from the environment
 * (`PGPASSWORD`, `PGSSLMODE` …) and from files in the person's home.
 */
export function clientConfig(server: PgServer | string, session: SessionOptions = {}): pg.ClientConfig {
  const settings = ['timezone=UTC', `statement_timeout=${session.statementTimeoutMs ?? 0}`];
  const common = {
    types: resultTypes,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    application_name: 'sparklio-assets',
  };
  if (typeof server === 'string') return { ...common, connectionString: server };
  const { host, port, database, user, password } = server;
  return {
    ...common,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    database,
    user,
    // As a function, so that none is taken from elsewhere. The client hangs up on its side of an empty one only, and
    // the server would wait for a minute: a blank one is refused at once.
    password: () => password || ' ',
    // The stream secures itself.
    ssl: false,
    stream: () => new PgStream(server),
  };
}
