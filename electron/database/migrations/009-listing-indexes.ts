import type { Migration } from './runner.ts';

/**
 * What the filter bar asks of a row. An index of an order carries it along, so that a walk to the assets that fit reads
 * the index alone; the outline's ratio too.
 */
const filtered = [
  'type',
  'mime',
  'orientation',
  'rating',
  'label',
  'size',
  'created_at',
  'tag_bits',
  'ai',
  'ratio',
];

/**
 * Tags can be too long for an index. A bit of 64 for each tells nearly all assets apart that lack a tag that is looked for.
 * By a hash that no upgrade of the server changes.
 */
const tagBits = `
create or replace function sparklio.tag_bits(tags text[]) returns bigint
language sql immutable parallel safe as $$
  select coalesce(bit_or(1::bigint << (('x' || left(md5(tag), 2))::bit(8)::int & 63)), 0) from unnest(tags) tag
$$;
alter table sparklio.assets add column if not exists tag_bits bigint
  generated always as (sparklio.tag_bits(tags)) stored;`;

/** What is filled in later, and has to be there for the indexes. */
const madeByAi = `alter table sparklio.assets add column if not exists ai text check (ai in ('yes', 'partly'));`;

interface Order {
  readonly name: string;
  readonly columns: readonly string[];
  /** Which rows it has; SQL. */
  readonly where: string;
  /** Further columns to carry along. */
  readonly also?: readonly string[];
}

function ordered({ name, columns, where, also = [] }: Order): string {
  const carried = [...filtered, ...also].filter((column) => !columns.includes(column));
  return `drop index if exists sparklio.${name};
create index ${name} on sparklio.assets (${columns.join(', ')}) include (${carried.join(', ')}) where ${where};`;
}

/** The four orders of a place. */
function everyOrder(name: string, within: readonly string[], where: string): string[] {
  return (['created', 'name', 'size', 'rating'] as const).map((by) =>
    ordered({ name: `${name}_by_${by}`, columns: [...within, ...sorts[by]], where }),
  );
}

const sorts = {
  created: ['created_at', 'asset_id'],
  name: ['name_key', 'asset_id'],
  size: ['size', 'asset_id'],
  rating: ['rating', 'created_at', 'asset_id'],
};

/** Orders of every place, so that a page of a million assets stays a walk along an index; and what only few have. */
export const listingIndexes: Migration = {
  id: 9,
  name: 'listing-indexes',
  sql: [
    tagBits,
    madeByAi,
    ...everyOrder('assets', [], 'published'),
    ...everyOrder('assets_of_brand', ['brand_id'], 'published'),
    ...everyOrder('assets_unassigned', ['brand_id'], 'published and project_id is null'),
    'drop index if exists sparklio.assets_untagged;',
    ...everyOrder('assets_untagged', [], `published and tags = '{}'`),
    'drop index if exists sparklio.assets_in_trash;',
    ...everyOrder('assets_in_trash', [], 'trashed'),

    // A project is small beside its brand: its other orders are sorted from this one.
    ordered({
      name: 'assets_of_project_by_created',
      columns: ['project_id', ...sorts.created],
      where: 'published',
      also: ['name_key', 'brand_id'],
    }),
    ordered({
      name: 'assets_of_project_by_name',
      columns: ['project_id', ...sorts.name],
      where: 'published',
      also: ['brand_id'],
    }),

    // A type or a format often lies together in the order of names or sizes, and a walk to it would be long.
    ...(['type', 'format'] as const).flatMap((kind) =>
      (['name', 'size'] as const).map((by) =>
        ordered({
          name: `assets_of_${kind}_by_${by}`,
          columns: [kind === 'type' ? 'type' : 'mime', ...sorts[by]],
          where: 'published',
          also: ['brand_id'],
        }),
      ),
    ),

    'create index if not exists assets_labelled on sparklio.assets (label, brand_id) where published and label is not null;',
    `create index if not exists assets_square on sparklio.assets (brand_id) where published and orientation = 'square';`,
  ].join('\n'),
};
