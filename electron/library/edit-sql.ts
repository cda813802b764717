import { type RawBuilder, sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { ChangeGroup, Edit, EditField } from './undo-log.ts';

interface FieldColumns {
  readonly table: 'public.generated_assets' | 'sparklio.assets' | 'sparklio.asset_details';
  readonly id: 'id' | 'asset_id';
  /** Name and type of each column. */
  readonly columns: readonly (readonly [string, string])[];
}

const shared = { table: 'public.generated_assets', id: 'id' } as const;

const fieldColumns: Record<EditField, FieldColumns> = {
  tags: { ...shared, columns: [['tags', 'text[]']] },
  name: { ...shared, columns: [['original_name', 'text']] },
  place: {
    ...shared,
    columns: [
      ['brand_id', 'uuid'],
      ['project_id', 'uuid'],
    ],
  },
  status: {
    ...shared,
    columns: [
      ['status', 'text'],
      ['deleted_at', 'timestamp'],
    ],
  },
  rating: { table: 'sparklio.assets', id: 'asset_id', columns: [['rating', 'smallint']] },
  label: { table: 'sparklio.assets', id: 'asset_id', columns: [['label', 'text']] },
  note: { table: 'sparklio.asset_details', id: 'asset_id', columns: [['note', 'text']] },
};

const column = (name: string): RawBuilder<unknown> => sql.ref(`t.${name}`);
const valuesOf = (columns: FieldColumns['columns']): RawBuilder<unknown> =>
  sql`jsonb_build_object(${sql.join(columns.map(([name]) => sql`${sql.lit(name)}, ${column(name)}`))})`;

/**
 * Sets the columns of a field to `expressions` (over `t`, the row before) on many assets in one statement.
 * Gives what changed, grouped by values; rows that had the values already are not touched.
 */
export async function changeField(
  db: SparklioDb,
  field: EditField,
  ids: readonly AssetId[],
  expressions: readonly RawBuilder<unknown>[],
  condition: RawBuilder<unknown> = sql`true`,
): Promise<ChangeGroup[]> {
  const { table, id, columns } = fieldColumns[field];
  const next = columns.map(([name]) => `new_${name}`);
  const { rows } = await sql<ChangeGroup>`
    with wanted as (
      select ${column(id)} as id, ${valuesOf(columns)} as before,
        ${sql.join(expressions.map((expression, index) => sql`${expression} as ${sql.ref(next[index] ?? '')}`))}
      from ${sql.table(table)} t
      where ${column(id)} = any(${ids}::uuid[]) and ${condition}
      for update
    ), changed as (
      update ${sql.table(table)} t
      set ${assignments(columns, (_, index) => sql.ref(`w.${next[index]}`))}${touch(table)}
      from wanted w
      where ${column(id)} = w.id
        and (${sql.join(columns.map(([name]) => column(name)))})
          is distinct from (${sql.join(next.map((name) => sql.ref(`w.${name}`)))})
      returning w.id, w.before, ${valuesOf(columns)} as after
    )
    select before, after, array_agg(id) as ids from changed group by before, after`.execute(db);
  await touchShared(db, table, rows);
  return rows;
}

/**
 * Writes the `after` values of an edit. An asset that was changed otherwise since `before` is left alone,
 * except that tags are added and taken away one by one. Gives the number of assets that changed.
 */
export async function applyEdit(db: SparklioDb, { field, groups }: Edit): Promise<number> {
  const { table, id, columns } = fieldColumns[field];
  const ids = groups.flatMap((group) => group.ids);
  const places = groups.flatMap((group, index) => group.ids.map(() => index));
  const records = groups.map(({ before, after }, place) => ({
    place,
    ...Object.fromEntries(columns.map(([name]) => [`before_${name}`, before[name] ?? null])),
    ...Object.fromEntries(columns.map(([name]) => [`after_${name}`, after[name] ?? null])),
  }));
  const definition = columns.map(
    ([name, type]) =>
      sql`${sql.ref(`before_${name}`)} ${sql.raw(type)}, ${sql.ref(`after_${name}`)} ${sql.raw(type)}`,
  );
  const unchanged = columns.map(
    ([name]) => sql`${column(name)} is not distinct from ${sql.ref(`v.before_${name}`)}`,
  );
  const { rows } = await sql<{ ids: AssetId[] | null }>`
    with changed as (
      update ${sql.table(table)} t
      set ${assignments(columns, (name) => (field === 'tags' ? mergedTags : sql.ref(`v.after_${name}`)))}${touch(table)}
      from unnest(${ids}::uuid[], ${places}::int[]) as w (id, place)
      join jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as v (place int, ${sql.join(definition)})
        on v.place = w.place
      where ${column(id)} = w.id and ${field === 'tags' ? sql`true` : sql.join(unchanged, sql` and `)}
      returning w.id
    )
    select array_agg(id) as ids from changed`.execute(db);
  const changed = rows[0]?.ids ?? [];
  await touchShared(db, table, [{ ids: changed }]);
  return changed.length;
}

/** Exactly the tags of `after` where nothing else happened; otherwise what the edit did is done, and no more. */
const mergedTags = sql`case
  when t.tags = v.before_tags then v.after_tags
  else array(
    select tag from unnest(t.tags || array(
      select added from unnest(v.after_tags) added where added <> all(v.before_tags) and added <> all(t.tags)
    )) tag
    where tag = any(v.after_tags) or tag <> all(v.before_tags))
end`;

function assignments(
  columns: FieldColumns['columns'],
  value: (name: string, index: number) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql.join(columns.map(([name], index) => sql`${sql.ref(name)} = ${value(name, index)}`));
}

function touch(table: FieldColumns['table']): RawBuilder<unknown> {
  return table === 'public.generated_assets' ? sql`, updated_at = now()` : sql``;
}

/** What is kept in the app's own tables changes the asset too, for every program that asks what is new. */
async function touchShared(
  db: SparklioDb,
  table: FieldColumns['table'],
  groups: readonly { ids: readonly AssetId[] }[],
): Promise<void> {
  const ids = groups.flatMap((group) => group.ids);
  if (table === 'public.generated_assets' || ids.length === 0) return;
  await sql`update public.generated_assets set updated_at = now() where id = any(${ids}::uuid[])`.execute(db);
}
