import type { Migration } from './runner.ts';

/**
 * An asset may have vectors of several models at once: while those of a new one are being made, searches go on
 * over the old. A row without a vector says that this model can't make one, and why.
 */
export const vectorsOfModels: Migration = {
  id: 8,
  name: 'vectors-of-models',
  sql: `
do $$ begin
  if not exists (
    select from pg_constraint
    where conrelid = 'sparklio.asset_vectors'::regclass and contype = 'p' and cardinality(conkey) = 2
  ) then
    alter table sparklio.asset_vectors drop constraint if exists asset_vectors_pkey;
    alter table sparklio.asset_vectors add constraint asset_vectors_pkey primary key (asset_id, model);
  end if;
end $$;

-- What vectors are made of, newest first.
create index if not exists assets_embeddable on sparklio.assets (created_at, asset_id)
  where published and preview_key is not null and type in ('image', 'video');
create index if not exists asset_vectors_impossible on sparklio.asset_vectors (model, asset_id) where vector is null;
`,
};
