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
  close(): Promise<void>;
}
