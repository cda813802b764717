import type { Migration } from './runner.ts';

/**
 * The app's own tables. Nothing here refers to the shared tables by foreign key: another program must stay
 * free to truncate and to drop what is its own.
 *
 * `assets` has an index for each order of each place to look, because a page must not be sorted from scratch.
 * Vectors stay in their rows (`toast_tuple_target`), so that a scan over all of them reads them in one go.
 */
export const appTables: Migration = {
  id: 2,
  name: 'app-tables',
  sql: `
create table if not exists sparklio.state (key text primary key, value jsonb);

create or replace function sparklio.ratio_byte(width int, height int) returns bytea
language sql immutable parallel safe as $$
  select case
    when width > 0 and height > 0 then
      set_byte('\\x00'::bytea, 0,
        greatest(1, least(255, round(32 * ln(width::float8 / height) / ln(2::float8))::int + 128)))
    else '\\x00'::bytea
  end
$$;

create or replace function sparklio.orientation_of(width int, height int) returns text
language sql immutable parallel safe as $$
  select case
    when width is null or height is null or width <= 0 or height <= 0 then null
    when abs(width - height) <= 0.02 * greatest(width, height) then 'square'
    when width > height then 'landscape'
    else 'portrait'
  end
$$;

create table if not exists sparklio.assets (
  asset_id uuid primary key,
  brand_id uuid not null,
  project_id uuid,
  type text not null,
  mime text,
  name text not null,
  name_key text collate "C" not null,
  size bigint not null,
  tags text[] not null default '{}',
  created_at timestamp not null,
  deleted_at timestamp,
  trashed boolean not null,
  published boolean not null,
  width int,
  height int,
  ratio bytea generated always as (sparklio.ratio_byte(width, height)) stored,
  orientation text generated always as (sparklio.orientation_of(width, height)) stored,
  duration_ms bigint,
  page_count int,
  rating smallint not null default 0,
  label text,
  thumbhash text,
  rendition text not null default 'pending',
  thumbnail_key text,
  preview_key text
);

create index if not exists assets_by_created on sparklio.assets (created_at, asset_id) where published;
create index if not exists assets_by_name on sparklio.assets (name_key, asset_id) where published;
create index if not exists assets_by_size on sparklio.assets (size, asset_id) where published;
create index if not exists assets_by_rating on sparklio.assets (rating, created_at, asset_id) where published;
create index if not exists assets_of_brand_by_created on sparklio.assets (brand_id, created_at, asset_id) where published;
create index if not exists assets_of_brand_by_name on sparklio.assets (brand_id, name_key, asset_id) where published;
create index if not exists assets_of_brand_by_size on sparklio.assets (brand_id, size, asset_id) where published;
create index if not exists assets_of_brand_by_rating on sparklio.assets (brand_id, rating, created_at, asset_id) where published;
create index if not exists assets_of_project_by_created on sparklio.assets (project_id, created_at, asset_id) where published;
create index if not exists assets_of_project_by_name on sparklio.assets (project_id, name_key, asset_id) where published;
create index if not exists assets_untagged on sparklio.assets (created_at, asset_id) where published and tags = '{}';
create index if not exists assets_by_type on sparklio.assets (type, brand_id, asset_id) where published;
create index if not exists assets_hidden on sparklio.assets (asset_id) where not published;
create index if not exists assets_in_trash on sparklio.assets (created_at, asset_id) where trashed;
create index if not exists assets_by_tag on sparklio.assets using gin (tags) with (gin_pending_list_limit = 256);

create table if not exists sparklio.asset_details (
  asset_id uuid primary key,
  colors jsonb,
  metadata jsonb,
  note text not null default '',
  problem text,
  rendered_at timestamp,
  render_version int
);

create table if not exists sparklio.asset_texts (asset_id uuid primary key, content text not null);

create table if not exists sparklio.asset_vectors (
  asset_id uuid primary key,
  brand_id uuid not null,
  model text not null,
  vector vector,
  embedded_at timestamp not null default now(),
  problem text
) with (toast_tuple_target = 8160);
alter table sparklio.asset_vectors alter column vector set storage external;
create index if not exists asset_vectors_by_model on sparklio.asset_vectors (model, brand_id);

create table if not exists sparklio.brands (
  brand_id uuid primary key,
  color text,
  archived boolean not null default false
);

create table if not exists sparklio.uploads (
  id uuid primary key,
  batch_id uuid not null,
  batch_title text not null,
  state text not null,
  reason text,
  brand_id uuid not null,
  project_id uuid,
  asset_id uuid,
  path text,
  name text not null,
  folder text not null default '',
  size bigint not null,
  mtime_ms bigint,
  type text,
  mime text,
  checksum text,
  bucket text,
  object_key text,
  multipart_id text,
  parts jsonb,
  tags text[] not null default '{}',
  created_at timestamp not null default now(),
  updated_at timestamp not null default now(),
  attempts int not null default 0
);
create index if not exists uploads_by_state on sparklio.uploads (state);
create index if not exists uploads_by_batch on sparklio.uploads (batch_id);

create table if not exists sparklio.tombstones (
  asset_id uuid primary key,
  bucket text not null,
  keys text[] not null,
  created_at timestamp not null default now()
);
`,
};
