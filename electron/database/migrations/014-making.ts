import type { Migration } from './runner.ts';

/**
 * What made an asset, for search and filters: from what is kept of its file. In columns of their own, since the
 * metadata they come from can be long, and is read from disk as a whole.
 */
export const making: Migration = {
  id: 14,
  name: 'making',
  sql: `
create index if not exists assets_made_by_ai on sparklio.assets (ai, brand_id) where published and ai is not null;

alter table sparklio.asset_details
  add column if not exists made_words text generated always as (nullif(
    left(coalesce(metadata -> 'provenance' ->> 'prompt', ''), 8000) || ' ' ||
    left(coalesce(metadata -> 'provenance' ->> 'model', ''), 300), ' ')) stored,
  add column if not exists ai text generated always as (
    case when metadata -> 'provenance' ->> 'madeByAi' in ('yes', 'partly')
      then metadata -> 'provenance' ->> 'madeByAi' end) stored;

create or replace function sparklio.refresh_search(ids uuid[]) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into sparklio.asset_search (asset_id, search_text, terms)
  select source.asset_id, source.content, sparklio.search_terms(source.content)
  from (
    select a.asset_id,
      sparklio.search_normal(concat_ws(' ',
        a.name, array_to_string(a.tags, ' '), d.note, d.made_words, left(t.content, 20000))) as content
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

create or replace function sparklio.refresh_making(ids uuid[]) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update sparklio.assets a set ai = d.ai
  from sparklio.asset_details d
  where a.asset_id = any(ids) and d.asset_id = a.asset_id and a.ai is distinct from d.ai
$$;
revoke execute on function sparklio.refresh_making(uuid[]) from public;

create or replace function sparklio.on_note_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform sparklio.refresh_search(array(select asset_id from new_rows where note <> '' or made_words is not null));
    perform sparklio.refresh_making(array(select asset_id from new_rows where ai is not null));
  else
    perform sparklio.refresh_search(array(
      select n.asset_id from new_rows n join old_rows o using (asset_id)
      where n.note is distinct from o.note or n.made_words is distinct from o.made_words));
    perform sparklio.refresh_making(array(
      select n.asset_id from new_rows n join old_rows o using (asset_id) where n.ai is distinct from o.ai));
  end if;
  return null;
end $$;

-- Files that were read before this was kept: enough to be found by. The whole is told when they are read again.
update sparklio.asset_details d set metadata = d.metadata || jsonb_build_object('provenance', jsonb_strip_nulls(
  jsonb_build_object(
    'madeByAi', case d.metadata ->> 'digitalSourceType'
      when 'compositeWithTrainedAlgorithmicMedia' then 'partly' when 'compositeSynthetic' then 'partly' else 'yes' end,
    'prompt', left(coalesce(
      g.source_metadata::jsonb ->> 'positive_prompt', d.metadata -> 'generation' ->> 'parameters',
      case when jsonb_typeof(g.source_metadata::jsonb -> 'prompt') = 'string' then g.source_metadata::jsonb ->> 'prompt' end
    ), 8000),
    'model', g.source_metadata::jsonb ->> 'model')))
from public.generated_assets g
where g.id = d.asset_id and jsonb_typeof(d.metadata) = 'object' and not d.metadata ? 'provenance' and (
  d.metadata ? 'generation' or g.source::text in ('comfyui', 'llm', 'ollama')
  or d.metadata ->> 'digitalSourceType' in ('trainedAlgorithmicMedia', 'trainedAlgorithmicData',
    'compositeWithTrainedAlgorithmicMedia', 'compositeSynthetic'));
`,
};
