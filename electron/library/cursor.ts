import { z } from 'zod';
import type { Sort } from '../../shared/domain/query.ts';
import { AppError } from '../errors.ts';

/** Values of the sort's columns at one row, as PostgreSQL writes them (a timestamp keeps its microseconds). */
export type CursorValues = readonly string[];

const cursorSchema = z.tuple([
  z.enum(['created', 'name', 'size', 'rating']),
  z.array(z.string()).min(2).max(3),
]);

export function encodeCursor(by: Sort['by'], values: CursorValues): string {
  return Buffer.from(JSON.stringify([by, values])).toString('base64url');
}

/** Throws `invalid_input` for anything that `encodeCursor` did not make for this sort. */
export function decodeCursor(by: Sort['by'], cursor: string): CursorValues {
  try {
    const [madeFor, values] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    if (madeFor === by && values.length === (by === 'rating' ? 3 : 2)) return values;
  } catch {
    // Told below: a spoilt cursor is like one of another sort.
  }
  throw new AppError('invalid_input', 'The cursor does not belong to this query.');
}
