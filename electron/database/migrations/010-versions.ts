import type { Migration } from './runner.ts';

/**
 * Former files of assets. The row of the asset itself tells of the current one; `version` counts its files, and
 * `versions` those that there are. A file may stand under several numbers, since restoring one makes no copy.
 *
 * When another program puts another file into a row, the one before becomes a version too: its object would be nobody's
 * otherwise. The app's own transactions do so by themselves and say so in `sparklio.versioning`.
 */
export const versions: Migration = {
  id: 10,
  name: 'versions',
  sql: `
create table if not exists sparklio.asset_versions (
  asset_id uuid not null,
  number int not null,
  minio_path text not null,
  content text,
  name text not null,
  type text not null,
  mime text,
  size bigint not null,
  checksum text,
  width int,
  height int,
  duration_ms bigint,
  page_count int,
  thumbhash text,
  rendition text not null default 'pending',
  thumbnail_key text,
  preview_key text,
  note text not null default '',
  created_at timestamp not null,
  created_by uuid,
  primary key (asset_id, number)
);
create index if not exists asset_versions_by_path on sparklio.asset_versions (minio_path);
create index if not exists asset_versions_pending on sparklio.asset_versions (asset_id) where rendition = 'pending';

alter table sparklio.assets add column if not exists version int not null default 1;
alter table sparklio.assets add column if not exists versions int not null default 1;
alter table sparklio.asset_details add column if not exists version_at timestamp;
alter table sparklio.asset_details add column if not exists version_by uuid;
alter table sparklio.asset_details add column if not exists version_note text not null default '';
alter table sparklio.uploads add column if not exists replaces uuid;

create or replace function sparklio.on_file_replaced() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '2s' set timezone = 'UTC' as $$
declare
  changed uuid[];
begin
  if current_setting('sparklio.versioning', true) = 'on' then return null; end if;
  -- A row that names another place for the same bytes has only been moved.
  changed := array(
    select o.id from old_rows o join new_rows n on n.id = o.id
    where case when o.checksum is null or n.checksum is null
      then o.file_size is distinct from n.file_size
      else regexp_replace(o.checksum, '^sha256:', '') <> regexp_replace(n.checksum, '^sha256:', '') end);
  if cardinality(changed) = 0 then return null; end if;

  insert into sparklio.asset_versions (asset_id, number, minio_path, name, type, mime, size, checksum, width, height,
    duration_ms, page_count, thumbhash, rendition, thumbnail_key, preview_key, note, created_at, created_by)
  select o.id, a.version, o.minio_path, coalesce(nullif(o.original_name, ''), o.id::text), o.type::text,
    o.mime_type::text, greatest(coalesce(o.file_size, 0), 0), regexp_replace(o.checksum, '^sha256:', ''),
    a.width, a.height, a.duration_ms, a.page_count, a.thumbhash, a.rendition, a.thumbnail_key, a.preview_key,
    coalesce(d.version_note, ''), coalesce(d.version_at, a.created_at), coalesce(d.version_by, o.user_id)
  from old_rows o
  join new_rows n on n.id = o.id and n.minio_path <> o.minio_path
  join sparklio.assets a on a.asset_id = o.id
  left join sparklio.asset_details d on d.asset_id = o.id
  where o.id = any(changed) and o.minio_path <> ''
  on conflict (asset_id, number) do nothing;

  update sparklio.assets a set version = a.version + 1,
    versions = 1 + (select count(*) from sparklio.asset_versions v where v.asset_id = a.asset_id),
    width = null, height = null, duration_ms = null, page_count = null, thumbhash = null,
    rendition = 'pending', thumbnail_key = null, preview_key = null
  where a.asset_id = any(changed);
  insert into sparklio.asset_details (asset_id, version_at, version_by)
  select n.id, now()::timestamp, n.user_id from new_rows n where n.id = any(changed)
  on conflict (asset_id) do update set version_at = excluded.version_at, version_by = excluded.version_by,
    version_note = '', colors = null, metadata = null, problem = null;
  delete from sparklio.asset_vectors where asset_id = any(changed);
  return null;
exception when query_canceled or others then
  perform sparklio.note_mirror_failure();
  return null;
end $$;

create or replace trigger sparklio_versioned after update on public.generated_assets
  referencing new table as new_rows old table as old_rows
  for each statement execute function sparklio.on_file_replaced();
`,
};
