/**
 * The functions that keep `sparklio.assets` true to `public.generated_assets`. They run as their owner, so that a
 * program that knows nothing of the app's schema needs no right on it, and in UTC, whatever the session of the
 * writer has. They take columns of either variant of the shared tables.
 *
 * A row that can't be mirrored leaves out itself and no other. A trigger never fails the statement it runs in, not even by a
 * time-out of the writer's own, and waits no longer than two seconds for a row that somebody else is changing.
 */
export const mirrorFunctions = `
-- For natural sorting: 'IMG_2' before 'IMG_10'. Runs of digits are padded to sixteen.
create or replace function sparklio.name_key(name text) returns text
language sql immutable parallel safe as $$
  select left(regexp_replace(
    regexp_replace(lower(normalize(name, NFKC)), '([0-9]+)', '000000000000000\\1', 'g'),
    '[0-9]*([0-9]{16})', '\\1', 'g'), 200)
$$;

create or replace function sparklio.mirror(ids uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
begin
  with source as (
    select
      g.id as asset_id, g.brand_id, g.project_id,
      case when g.type::text in ('image', 'video', 'audio', 'document', 'text') then g.type::text else 'document' end as type,
      g.mime_type::text as mime,
      coalesce(nullif(g.original_name, ''), nullif(regexp_replace(g.minio_path, '^.*/', ''), ''), g.id::text)::text as name,
      greatest(coalesce(g.file_size, 0), 0)::bigint as size,
      array_remove(coalesce(g.tags::text[], '{}'), null) as tags,
      coalesce(g.created_at::timestamp, now()::timestamp) as created_at,
      g.deleted_at::timestamp as deleted_at,
      (coalesce(g.status::text, 'active') = 'deleted' or g.deleted_at is not null) as trashed,
      (coalesce(g.status::text, 'active') in ('active', 'archived') and g.deleted_at is null) as published
    from unnest(ids) as wanted (id)
    join public.generated_assets g on g.id = wanted.id
    where g.brand_id is not null
  ),
  written as (
    insert into sparklio.assets as present
      (asset_id, brand_id, project_id, type, mime, name, name_key, size, tags, created_at, deleted_at, trashed, published)
    select asset_id, brand_id, project_id, type, mime, name, sparklio.name_key(name), size, tags, created_at, deleted_at,
      trashed, published
    from source
    on conflict (asset_id) do update set
      brand_id = excluded.brand_id, project_id = excluded.project_id, type = excluded.type, mime = excluded.mime,
      name = excluded.name, name_key = excluded.name_key, size = excluded.size, tags = excluded.tags,
      created_at = excluded.created_at, deleted_at = excluded.deleted_at, trashed = excluded.trashed,
      published = excluded.published
    returning present.asset_id, present.brand_id
  )
  update sparklio.asset_vectors v set brand_id = w.brand_id
  from written w where v.asset_id = w.asset_id and v.brand_id <> w.brand_id;

  perform sparklio.refresh_search(ids);
end $$;

create or replace function sparklio.unmirror(ids uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from sparklio.assets where asset_id = any(ids);
  delete from sparklio.asset_details where asset_id = any(ids);
  delete from sparklio.asset_texts where asset_id = any(ids);
  delete from sparklio.asset_search where asset_id = any(ids);
  delete from sparklio.asset_vectors where asset_id = any(ids);
end $$;

-- Makes everything agree again and gives the number of assets that did not.
create or replace function sparklio.reconcile() returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
declare
  wrong uuid[];
  gone uuid[];
  part uuid[];
  one uuid;
begin
  wrong := array(
    select g.id from public.generated_assets g left join sparklio.assets a on a.asset_id = g.id
    where g.brand_id is not null and (a.asset_id is null
      or a.brand_id <> g.brand_id or a.project_id is distinct from g.project_id
      or a.mime is distinct from g.mime_type::text or a.size <> greatest(coalesce(g.file_size, 0), 0)
      or (g.original_name <> '' and a.name <> g.original_name)
      or a.tags <> array_remove(coalesce(g.tags::text[], '{}'), null)
      or a.created_at <> g.created_at::timestamp or a.deleted_at is distinct from g.deleted_at::timestamp
      or a.trashed <> (coalesce(g.status::text, 'active') = 'deleted' or g.deleted_at is not null)
      or a.published <> (coalesce(g.status::text, 'active') in ('active', 'archived') and g.deleted_at is null)));
  gone := array(
    select a.asset_id from sparklio.assets a
    where not exists (select from public.generated_assets g where g.id = a.asset_id));
  for part in
    select array_agg(id) from unnest(wrong) with ordinality as w (id, n) group by (n - 1) / 5000 order by (n - 1) / 5000
  loop
    begin
      perform sparklio.mirror(part);
    exception when others then
      foreach one in array part loop
        begin
          perform sparklio.mirror(array[one]);
        exception when others then
          null;
        end;
      end loop;
    end;
  end loop;
  perform sparklio.unmirror(gone);
  delete from sparklio.state where key = 'mirror_dirty';
  return cardinality(wrong) + cardinality(gone);
end $$;

create or replace function sparklio.note_mirror_failure() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into sparklio.state (key, value) values ('mirror_dirty', 'true') on conflict (key) do nothing;
exception when others then
  null;
end $$;

create or replace function sparklio.on_assets_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '2s' as $$
begin
  if tg_op = 'INSERT' then
    perform sparklio.mirror(array(select id from new_rows));
  elsif tg_op = 'UPDATE' then
    perform sparklio.mirror(array(
      select n.id from new_rows n left join old_rows o on o.id = n.id
      where o.id is null or
        (n.brand_id, n.project_id, n.type, n.mime_type, n.original_name, n.minio_path, n.file_size, n.tags,
         n.created_at, n.deleted_at, n.status)
        is distinct from
        (o.brand_id, o.project_id, o.type, o.mime_type, o.original_name, o.minio_path, o.file_size, o.tags,
         o.created_at, o.deleted_at, o.status)));
  elsif tg_op = 'DELETE' then
    perform sparklio.unmirror(array(select id from old_rows));
  else
    truncate sparklio.assets, sparklio.asset_details, sparklio.asset_texts, sparklio.asset_search,
      sparklio.asset_vectors;
  end if;
  return null;
exception when query_canceled or others then
  perform sparklio.note_mirror_failure();
  return null;
end $$;

-- Texts of other programs are searched and shown like our own.
create or replace function sparklio.on_generated_texts_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '2s' as $$
begin
  insert into sparklio.asset_texts (asset_id, content) select id, content from new_rows
  on conflict (asset_id) do update set content = excluded.content;
  return null;
exception when query_canceled or others then
  perform sparklio.note_mirror_failure();
  return null;
end $$;
`;
