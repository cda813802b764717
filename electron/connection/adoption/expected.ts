import { isRequired, neutralValue } from '../../database/filling.ts';
import {
  type SharedColumn,
  type SharedShape,
  type SharedTable,
  type SharedTableName,
  sharedTables,
} from '../../database/shape.ts';

type Family = 'uuid' | 'text' | 'word' | 'number' | 'json' | 'vector' | 'moment' | 'texts';

interface ExpectedColumn {
  readonly family: Family;
  /** How the app would add it to a table that lacks it; null where a table without it is not the one we know. */
  readonly add: string | null;
}

const column = (family: Family, add: string | null = null): ExpectedColumn => ({ family, add });
const moment = column('moment', 'timestamp not null default now()');

/** What the app reads or writes. A table may have more, and most tables in the wild do. */
const needed: Readonly<Record<SharedTableName, Readonly<Record<string, ExpectedColumn>>>> = {
  users: {
    id: column('uuid'),
    email: column('text'),
    name: column('text', 'varchar(255)'),
  },
  brands: {
    id: column('uuid'),
    name: column('text'),
    slug: column('text'),
    updated_at: moment,
  },
  projects: {
    id: column('uuid'),
    brand_id: column('uuid'),
    name: column('text'),
    slug: column('text'),
    status: column('text', "varchar(50) not null default 'active'"),
    updated_at: moment,
  },
  generated_assets: {
    id: column('uuid'),
    brand_id: column('uuid'),
    project_id: column('uuid', 'uuid references public.projects (id) on delete set null'),
    user_id: column('uuid'),
    type: column('word'),
    minio_path: column('text'),
    original_name: column('text', 'varchar(255)'),
    file_size: column('number'),
    mime_type: column('text', 'varchar(100)'),
    checksum: column('text', 'text'),
    source: column('word', 'varchar(50)'),
    source_metadata: column('json', "jsonb not null default '{}'"),
    status: column('text', "varchar(50) not null default 'active'"),
    embedding: column('vector', 'vector(1536)'),
    tags: column('texts', "text[] not null default '{}'"),
    created_at: column('moment'),
    updated_at: moment,
    deleted_at: column('moment', 'timestamp'),
  },
  generated_texts: {
    id: column('uuid'),
    content: column('text'),
    content_length: column('number', 'int'),
    text_type: column('word', 'varchar(50)'),
    language: column('word', 'varchar(10)'),
  },
};

/** What else the first version of these tables has; only told to the person, never added. */
const alsoKnown: Readonly<Record<SharedTableName, readonly string[]>> = {
  users: ['created_at'],
  brands: ['description', 'logo_asset_id', 'settings', 'status', 'created_at'],
  projects: ['description', 'start_date', 'end_date', 'created_at'],
  generated_assets: ['metadata'],
  generated_texts: [],
};

/** What the app fills in by itself beside `needed`, where a table has it. */
const written = new Set([
  'created_at',
  'updated_at',
  'settings',
  'metadata',
  'asset_metadata',
  'status',
  'username',
]);

function isOfFamily({ base, category }: SharedColumn, family: Family): boolean {
  switch (family) {
    case 'uuid':
      return base === 'uuid';
    case 'text':
      return category === 'S';
    case 'word':
      return category === 'S' || category === 'E';
    case 'number':
      return category === 'N' && base !== 'money';
    case 'json':
      return base === 'json' || base === 'jsonb';
    case 'vector':
      return base === 'vector';
    case 'moment':
      return base === 'timestamp' || base === 'timestamptz';
    case 'texts':
      return base === '_text' || base === '_varchar';
  }
}

export interface TableReport {
  /** Columns of the table that the app knows and that are not there, needed or not. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly required: readonly string[];
  /** Columns that the app can't use as they are, or that nothing can be filled into. */
  readonly wrong: readonly string[];
  /** Needed columns to add, each with its definition. */
  readonly toAdd: readonly { readonly name: string; readonly definition: string }[];
}

/** Compares a table that is there with what the app knows of it. */
function compareTable(name: SharedTableName, table: SharedTable): TableReport {
  const expected = Object.entries(needed[name]);
  const known = new Set([...Object.keys(needed[name]), ...alsoKnown[name]]);
  const columns = [...table.columns.values()];
  const context = { userId: '00000000-0000-0000-0000-000000000000', now: new Date(0) };
  const required = columns.filter((one) => isRequired(one) && !known.has(one.name) && !written.has(one.name));

  const wrong = new Set<string>();
  if (!table.isTable) wrong.add('*');
  for (const [column, { family, add }] of expected) {
    const present = table.columns.get(column);
    if (present === undefined ? add === null : !isOfFamily(present, family)) wrong.add(column);
  }
  if (table.columns.get('id')?.is_unique === false) wrong.add('id');
  for (const one of required) if (neutralValue(one, context) === undefined) wrong.add(one.name);

  return {
    missing: [...known].filter((column) => !table.columns.has(column)),
    extra: columns.map((one) => one.name).filter((column) => !known.has(column)),
    required: [
      ...required.map((one) => one.name),
      ...columns.filter((one) => isRequired(one) && one.name === 'username').map((one) => one.name),
    ],
    wrong: [...wrong],
    toAdd: expected.flatMap(([column, { add }]) =>
      table.columns.has(column) || add === null ? [] : [{ name: column, definition: add }],
    ),
  };
}

/** Of every shared table that is there. */
export function compareTables(shape: SharedShape): ReadonlyMap<SharedTableName, TableReport> {
  return new Map(
    sharedTables.filter((name) => shape[name].present).map((name) => [name, compareTable(name, shape[name])]),
  );
}
