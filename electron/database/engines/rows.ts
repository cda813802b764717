import type { QueryResult } from 'pg';

/** Rows of one statement or, when the text held several, of all of them in order. */
export function rowsOf<R extends Record<string, unknown>>(result: QueryResult<R> | QueryResult<R>[]): R[] {
  return Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows;
}
