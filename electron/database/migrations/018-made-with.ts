import type { Migration } from './runner.ts';

/** Seed, sampler and programs that made an asset, which search finds as it finds prompt and model. */
export const madeWith: Migration = {
  id: 18,
  name: 'made-with',
  sql: `
alter table sparklio.asset_details
  add column if not exists made_with text generated always as (nullif(trim(left(
    coalesce(metadata -> 'provenance' ->> 'seed', '') || ' ' ||
    coalesce(metadata -> 'provenance' ->> 'sampler', '') || ' ' ||
    coalesce(metadata -> 'provenance' ->> 'tool', '') || ' ' ||
    coalesce(metadata -> 'provenance' -> 'c2pa' ->> 'generator', '') || ' ' ||
    translate(coalesce(metadata -> 'provenance' -> 'c2pa' ->> 'agents', ''), '[]"', '   '), 1000)), '')) stored;

create or replace function sparklio.refresh_search(ids uuid[]) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into sparklio.asset_search (asset_id, search_text, terms)
  select source.asset_id, source.content, sparklio.search_terms(source.content)
  from (
    select a.asset_id,
      sparklio.search_normal(concat_ws(' ', a.name, array_to_string(a.tags, ' '), d.note, d.made_words, d.made_with,
        left(t.content, 20000))) as content
    from unnest(ids) as wanted (id)
    join sparklio.assets a on a.asset_id = wanted.id
    left join sparklio.asset_details d on d.asset_id = a.asset_id
    left join sparklio.asset_texts t on t.asset_id = a.asset_id
    offset 0
  ) source
  left join sparklio.asset_search present on present.asset_id = source.asset_id
  where present.search_text is distinct from source.content
  on conflict (asset_id) do update set search_text = excluded.search_text, terms = excluded.terms
$$;

create or replace function sparklio.on_note_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform sparklio.refresh_search(array(
      select asset_id from new_rows where note <> '' or made_words is not null or made_with is not null));
    perform sparklio.refresh_making(array(select asset_id from new_rows where ai is not null));
  else
    perform sparklio.refresh_search(array(
      select n.asset_id from new_rows n join old_rows o using (asset_id)
      where n.note is distinct from o.note or n.made_words is distinct from o.made_words
        or n.made_with is distinct from o.made_with));
    perform sparklio.refresh_making(array(
      select n.asset_id from new_rows n join old_rows o using (asset_id) where n.ai is distinct from o.ai));
  end if;
  return null;
end $$;

select sparklio.refresh_search(array(select asset_id from sparklio.asset_details where made_with is not null));
`,
};
