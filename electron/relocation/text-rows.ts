import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../database/tables.ts';

/**
 * A row in PostgreSQL's own text form, by column. Values pass from one database to another without ever being read:
 * JavaScript would round the large numbers that image generators leave in jsonb, and cut times to the millisecond.
 */
export type TextRow = Readonly<Record<string, string | null>>;

const textRow = z.record(z.string(), z.string().nullable());

/** The ordinary columns of a table with their types, such as `character varying(255)`; generated ones are left out. */
export type ColumnTypes = ReadonlyMap<string, string>;

export async function readColumnTypes(db: SparklioDb, table: string): Promise<ColumnTypes> {
  const { rows } = await sql`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${table}) and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`.execute(db);
  const columns = z.array(z.object({ name: z.string(), type: z.string() })).parse(rows);
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** Rows of a table whose `key` is one of `ids`. */
export async function readRows(
  db: SparklioDb,
  table: string,
  columns: ColumnTypes,
  key: string,
  ids: readonly string[],
): Promise<TextRow[]> {
  if (columns.size === 0 || ids.length === 0) return [];
  const selected = [...columns.keys()].map((name) => sql`t.${sql.ref(name)}::text as ${sql.ref(name)}`);
  const { rows } = await sql`
    select ${sql.join(selected)} from ${sql.table(table)} t
    where t.${sql.ref(key)} = any(${[...ids]}::uuid[])`.execute(db);
  return z.array(textRow).parse(rows);
}

const values = (types: ColumnTypes, names: readonly string[], rows: readonly Record<string, unknown>[]) =>
  sql.join(
    rows.map(
      (row) => sql`(${sql.join(names.map((name) => typed(row[name] ?? null, types.get(name) ?? 'text')))})`,
    ),
  );

const typed = (value: unknown, type: string): RawBuilder<unknown> => sql`${value}::${sql.raw(type)}`;
const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

export interface Upsert {
  readonly table: string;
  readonly types: ColumnTypes;
  /** All with the same columns, each of which the table has. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly keys: readonly string[];
  /** Columns that a row which is there already gets; those of `rows` without the keys when left out. */
  readonly update?: readonly string[];
}

/** Inserts rows or brings those that are there up to date. */
export async function upsertRows(
  db: SparklioDb,
  { table, types, rows, keys, update }: Upsert,
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return;
  const changed = update ?? names.filter((name) => !keys.includes(name));
  const action =
    changed.length === 0
      ? sql`nothing`
      : sql`update set ${sql.join(changed.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))}`;
  await sql`
    insert into ${sql.table(table)} (${list(names)}) values ${values(types, names, rows)}
    on conflict (${list(keys)}) do ${action}`.execute(db);
}

/** Sets columns of rows that are there. Gives the number of rows that were. */
export async function updateRows(
  db: SparklioDb,
  { table, types, rows, keys }: Omit<Upsert, 'update'>,
): Promise<number> {
  const names = Object.keys(rows[0] ?? {});
  const changed = names.filter((name) => !keys.includes(name));
  if (changed.length === 0) return rows.length;
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(table)} as t
    set ${sql.join(changed.map((name) => sql`${sql.ref(name)} = v.${sql.ref(name)}`))}
    from (values ${values(types, names, rows)}) as v (${list(names)})
    where ${sql.join(
      keys.map((key) => sql`t.${sql.ref(key)} = v.${sql.ref(key)}`),
      sql` and `,
    )}`.execute(db);
  return Number(numAffectedRows);
}
