import type { Migration } from './runner.ts';

/**
 * The search index: bigrams of name, tags, note and text content, and single syllables of scripts that are
 * written without spaces or searched by the syllable. Trigrams would miss two-syllable Korean words. Computed
 * in the database, so that what other programs write is found too. `library/search-terms.ts` is the other half.
 */
export const searchIndex: Migration = {
  id: 3,
  name: 'search',
  sql: `
create table if not exists sparklio.asset_search (
  asset_id uuid primary key,
  search_text text not null,
  terms text[] not null
);
create index if not exists asset_search_terms on sparklio.asset_search
  using gin (terms) with (gin_pending_list_limit = 256);

-- One form for every spelling of the same text: width, composition and case folded, white space single.
create or replace function sparklio.search_normal(t text) returns text
language sql immutable parallel safe as $$
  select btrim(regexp_replace(lower(normalize(t, NFKC)), '\\s+', ' ', 'g'))
$$;

create or replace function sparklio.search_terms(t text) returns text[]
language sql immutable parallel safe as $$
  with pairs as materialized (
    select c collate "C" as c, lead(c) over (order by n) as next
    from string_to_table(t, null) with ordinality as s (c, n)
  )
  select coalesce(array_agg(distinct term), '{}')
  from (
    select c || next from pairs where c <> ' ' and next <> ' '
    union all
    select c from pairs
    where c >= '\u1100' and (
      c <= '\u11FF' or c between '\u3040' and '\u30FF' or c between '\u3130' and '\u318F'
      or c between '\u3400' and '\u9FFF' or c between '\uAC00' and '\uD7AF' or c between '\uF900' and '\uFAFF')
  ) as terms (term)
$$;

create or replace function sparklio.refresh_search(ids uuid[]) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into sparklio.asset_search (asset_id, search_text, terms)
  select source.asset_id, source.content, sparklio.search_terms(source.content)
  from (
    select a.asset_id,
      sparklio.search_normal(
        concat_ws(' ', a.name, array_to_string(a.tags, ' '), d.note, left(t.content, 20000))) as content
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
    perform sparklio.refresh_search(array(select asset_id from new_rows where note <> ''));
  else
    perform sparklio.refresh_search(array(
      select n.asset_id from new_rows n join old_rows o using (asset_id) where n.note is distinct from o.note));
  end if;
  return null;
end $$;

create or replace function sparklio.on_text_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sparklio.refresh_search(array(select asset_id from new_rows));
  return null;
end $$;

create or replace trigger note_added after insert on sparklio.asset_details
  referencing new table as new_rows for each statement execute function sparklio.on_note_written();
create or replace trigger note_changed after update on sparklio.asset_details
  referencing new table as new_rows old table as old_rows
  for each statement execute function sparklio.on_note_written();
create or replace trigger text_added after insert on sparklio.asset_texts
  referencing new table as new_rows for each statement execute function sparklio.on_text_written();
create or replace trigger text_changed after update on sparklio.asset_texts
  referencing new table as new_rows for each statement execute function sparklio.on_text_written();
`,
};
