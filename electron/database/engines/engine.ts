import type { SparklioDb } from '../tables.ts';

/** One statement with parameters, or several without. Rows of all statements, in order. */
export type ExecuteSql = (
  text: string,
  values?: readonly unknown[],
) => Promise<{ rows: Record<string, unknown>[] }>;

/** An open database, whichever engine runs it. The same SQL gives the same JavaScript types from both. */
export interface DatabaseEngine {
  /** For what a person waits for. */
  readonly db: SparklioDb;
  /** For work in the background: on a single connection it lets `db` overtake. */
  readonly backgroundDb: SparklioDb;
  /** Raw SQL in the background, for libraries that bring their own statements. */
  readonly executeSql: ExecuteSql;
  /** Only where the database is a server. */
  readonly line?: ServerLine;
  close(): Promise<void>;
}

/** What there is to do with the connection to a server besides statements. */
export interface ServerLine {
  /** One round trip on a connection of its own; rejects as the driver does, after `timeoutMs` with `ETIMEDOUT`. */
  ping(timeoutMs: number): Promise<{ readonly latencyMs: number; readonly version: string }>;
  /** Hears notifications on a connection of its own. `onLost` is called once when that connection ends by itself. */
  listen(channel: string, onNotify: (payload: string) => void, onLost: () => void): Promise<Listening>;
  /** Breaks all connections, so that what waits on them fails now; others are made when they are needed. */
  reset(): void;
  close(): Promise<void>;
}

export interface Listening {
  /** A round trip; rejects when the connection is dead. */
  check(): Promise<void>;
  close(): Promise<void>;
}
