import { neutralValue } from '../database/filling.ts';
import type { SharedTable } from '../database/shape.ts';
import type { TextRow } from './text-rows.ts';

/** Columns that name a person without a foreign key that says so. */
const personColumns = new Set(['user_id', 'owner_id', 'created_by', 'updated_by', 'uploaded_by']);

export interface FitContext {
  /** Ids of people at the destination by those at the source. */
  readonly people: ReadonlyMap<string, string>;
  /** In whose name is put what unknown people made. */
  readonly userId: string;
}

/**
 * A shared row of one database as another takes it: of its columns those that are there, with people as they are known
 * there, and no null where the other wants a value.
 */
export function fitRow(
  table: SharedTable,
  row: TextRow,
  { people, userId }: FitContext,
): Record<string, unknown> {
  const fitted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    const isPerson =
      column.refers_to === 'users' ||
      (column.refers_to === null && personColumns.has(name) && column.base === 'uuid');
    if (isPerson && value !== null) fitted[name] = people.get(value) ?? userId;
    else if (value === null && column.not_null)
      fitted[name] = neutralValue(column, { userId, now: new Date() }) ?? null;
    else fitted[name] = value;
  }
  return fitted;
}
