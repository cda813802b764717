import { randomUUID } from 'node:crypto';
import type { SharedColumn, SharedTable } from './shape.ts';

/** Values by column name, as the driver takes them: jsonb as a JSON string, arrays as arrays. */
export type Row = Readonly<Record<string, unknown>>;

export interface FillContext {
  /** The person in whose name rows are made; null where nobody is known yet. */
  readonly userId: string | null;
  readonly now: Date;
}

/** Columns that name a person without a foreign key that says so. */
const personColumns = new Set(['user_id', 'owner_id', 'created_by', 'updated_by', 'uploaded_by']);
/** A hash that no password has. */
const noPassword = '!';
const textMeanings: Readonly<Record<string, string>> = {
  hashed_password: noPassword,
  password_hash: noPassword,
  password: noPassword,
  status: 'active',
  role: 'user',
};
const trueColumns = new Set(['is_active', 'active', 'enabled']);

/**
 * A harmless value for a column that another program requires; undefined where there is none, since the column
 * has to refer to something, or to be one of a kind in a type that can't be made up.
 */
export function neutralValue(column: SharedColumn, { userId, now }: FillContext): unknown {
  const { name, category, base } = column;
  if (
    column.refers_to === 'users' ||
    (column.refers_to === null && personColumns.has(name) && base === 'uuid')
  ) {
    return userId ?? undefined;
  }
  if (column.refers_to !== null) return undefined;
  if (base === 'uuid') return randomUUID();
  if (base === 'json' || base === 'jsonb') return column.is_unique ? undefined : '{}';
  if (category === 'E') return labelFor(column, textMeanings[name]);
  if (category === 'S') {
    if (column.is_unique) return cutTo(column, randomUUID());
    return cutTo(column, textMeanings[name] ?? '');
  }
  if (column.is_unique) return undefined;
  if (category === 'N' && base !== 'money' && !base.startsWith('reg')) return 0;
  if (category === 'B') return trueColumns.has(name);
  if (category === 'D') return base.startsWith('time') && !base.startsWith('timestamp') ? '00:00' : now;
  if (category === 'T') return '0';
  if (category === 'A') return '{}';
  return base === 'bytea' ? Buffer.alloc(0) : undefined;
}

/** The wanted label of an enum where it has it, else its first. */
function labelFor({ labels }: SharedColumn, wanted: string | undefined): string | undefined {
  if (labels === null) return undefined;
  return wanted !== undefined && labels.includes(wanted) ? wanted : labels[0];
}

const EXTENSION = /\.[\p{L}\p{N}]{1,16}$/u;

/** Text that the column holds: cut between characters where it is too long, keeping the extension of a file's name. */
export function cutTo({ max_length }: Pick<SharedColumn, 'max_length'>, text: string): string {
  if (max_length === null) return text;
  const characters = [...text];
  if (characters.length <= max_length) return text;
  const extension = [...(EXTENSION.exec(text)?.[0] ?? '')];
  if (extension.length >= max_length) return characters.slice(0, max_length).join('');
  return characters.slice(0, max_length - extension.length).join('') + extension.join('');
}

/** Whether an insert has to name the column. */
export function isRequired(column: SharedColumn): boolean {
  return column.not_null && !column.has_default;
}

/**
 * A row as this table takes it: of what is known, the columns that are there, and a neutral value for each that is required
 * besides. The names are the same for every row of a table.
 */
export function fillRow(table: SharedTable, known: Row, context: FillContext): Row {
  const row: Record<string, unknown> = {};
  for (const column of table.columns.values()) {
    const value = known[column.name];
    if (value === undefined) {
      if (isRequired(column)) row[column.name] = neutralValue(column, context);
    } else row[column.name] = fitting(column, value, context);
  }
  return row;
}

function fitting(column: SharedColumn, value: unknown, context: FillContext): unknown {
  if (value === null) return isRequired(column) ? neutralValue(column, context) : null;
  if (typeof value !== 'string') return value;
  if (column.category === 'E') {
    if (column.labels?.includes(value) === true) return value;
    return column.not_null ? labelFor(column, undefined) : null;
  }
  return column.category === 'S' ? cutTo(column, value) : value;
}
