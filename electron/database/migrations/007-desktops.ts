import type { Migration } from './runner.ts';

/**
 * Many desktops on one database: who has the library open, whose uploads are whose, and what waits for
 * renditions, newest first. Without a desktop (a library on one computer) uploads are that computer's.
 *
 * Other programs' writes are announced to open desktops. The announcement is a word without content, so that a
 * transaction of thousands of statements sends it once; it never fails the statement, and nothing is sent while
 * nobody listens or when the server's queue of notifications fills up.
 */
export const desktops: Migration = {
  id: 7,
  name: 'desktops',
  sql: `
create table if not exists sparklio.desktops (
  id uuid primary key,
  name text not null,
  user_id uuid,
  app_version text not null,
  opened_at timestamp not null default now(),
  last_seen timestamp not null default now(),
  closed_at timestamp
);

alter table sparklio.uploads add column if not exists desktop_id uuid;
alter table sparklio.scans add column if not exists desktop_id uuid;
create index if not exists uploads_by_desktop on sparklio.uploads (desktop_id, updated_at);

create index if not exists assets_unrendered on sparklio.assets (created_at, asset_id)
  where rendition = 'pending' and published;
create index if not exists assets_not_rendered on sparklio.assets (asset_id)
  where rendition = 'failed' and published;
create index if not exists asset_vectors_made on sparklio.asset_vectors (model) where vector is not null;

create or replace function sparklio.tell_desktops(what text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from sparklio.desktops where closed_at is null) and pg_notification_queue_usage() < 0.5 then
    perform pg_notify('sparklio_changes', what);
  end if;
end $$;
revoke execute on function sparklio.tell_desktops(text) from public;

create or replace function sparklio.on_shared_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sparklio.tell_desktops(tg_argv[0]);
  return null;
exception when query_canceled or others then
  return null;
end $$;

-- A vector alone changes nothing that is shown. No column is named outside of the function's text, so that another
-- program stays free to change its columns.
create or replace function sparklio.on_assets_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from sparklio.desktops where closed_at is null) and exists (
    select from new_rows n left join old_rows o on o.id = n.id
    where o.id is null or
      (n.brand_id, n.project_id, n.type, n.mime_type, n.original_name, n.minio_path, n.file_size, n.tags,
       n.created_at, n.deleted_at, n.status)
      is distinct from
      (o.brand_id, o.project_id, o.type, o.mime_type, o.original_name, o.minio_path, o.file_size, o.tags,
       o.created_at, o.deleted_at, o.status))
  then
    perform sparklio.tell_desktops('assets');
  end if;
  return null;
exception when query_canceled or others then
  return null;
end $$;

create or replace trigger sparklio_told after insert or delete or truncate on public.generated_assets
  for each statement execute function sparklio.on_shared_written('assets');
create or replace trigger sparklio_told_update after update on public.generated_assets
  referencing new table as new_rows old table as old_rows
  for each statement execute function sparklio.on_assets_updated();
create or replace trigger sparklio_told after insert or update or delete or truncate on public.brands
  for each statement execute function sparklio.on_shared_written('catalog');
create or replace trigger sparklio_told after insert or update or delete or truncate on public.projects
  for each statement execute function sparklio.on_shared_written('catalog');
create or replace trigger sparklio_told after insert or update or delete on sparklio.brands
  for each statement execute function sparklio.on_shared_written('catalog');
`,
};
