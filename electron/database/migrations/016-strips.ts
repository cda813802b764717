import type { Migration } from './runner.ts';

/**
 * The scrub strip of a film, as another rendition: its key, and how its frames lie in it. Kept with each file, as the
 * others are, also where another program puts another file into a row.
 */
export const strips: Migration = {
  id: 16,
  name: 'strips',
  sql: `
alter table sparklio.assets add column if not exists strip_key text;
alter table sparklio.assets add column if not exists strip jsonb;
alter table sparklio.asset_versions add column if not exists strip_key text;
alter table sparklio.asset_versions add column if not exists strip jsonb;

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
    duration_ms, page_count, thumbhash, rendition, thumbnail_key, preview_key, strip_key, strip, note, created_at,
    created_by)
  select o.id, a.version, o.minio_path, coalesce(nullif(o.original_name, ''), o.id::text), o.type::text,
    o.mime_type::text, greatest(coalesce(o.file_size, 0), 0), regexp_replace(o.checksum, '^sha256:', ''),
    a.width, a.height, a.duration_ms, a.page_count, a.thumbhash, a.rendition, a.thumbnail_key, a.preview_key,
    a.strip_key, a.strip, coalesce(d.version_note, ''), coalesce(d.version_at, a.created_at),
    coalesce(d.version_by, o.user_id)
  from old_rows o
  join new_rows n on n.id = o.id and n.minio_path <> o.minio_path
  join sparklio.assets a on a.asset_id = o.id
  left join sparklio.asset_details d on d.asset_id = o.id
  where o.id = any(changed) and o.minio_path <> ''
  on conflict (asset_id, number) do nothing;

  update sparklio.assets a set version = a.version + 1,
    versions = 1 + (select count(*) from sparklio.asset_versions v where v.asset_id = a.asset_id),
    width = null, height = null, duration_ms = null, page_count = null, thumbhash = null,
    rendition = 'pending', thumbnail_key = null, preview_key = null, strip_key = null, strip = null
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
`,
};
