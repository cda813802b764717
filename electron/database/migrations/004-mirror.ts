import { mirrorFunctions } from './mirror-functions.ts';
import type { Migration } from './runner.ts';

/**
 * Keeps `sparklio.assets` true to `public.generated_assets`, whoever writes there. A failure of ours must never
 * fail another program's statement: it is swallowed, `mirror_dirty` is noted, and the next start reconciles.
 * Triggers run once a statement, so that an edit of 100,000 assets is one pass.
 */
export const mirror: Migration = {
  id: 4,
  name: 'mirror',
  sql: `
${mirrorFunctions}
create or replace trigger sparklio_inserted after insert on public.generated_assets
  referencing new table as new_rows for each statement execute function sparklio.on_assets_written();
create or replace trigger sparklio_updated after update on public.generated_assets
  referencing new table as new_rows old table as old_rows
  for each statement execute function sparklio.on_assets_written();
create or replace trigger sparklio_deleted after delete on public.generated_assets
  referencing old table as old_rows for each statement execute function sparklio.on_assets_written();
create or replace trigger sparklio_truncated after truncate on public.generated_assets
  for each statement execute function sparklio.on_assets_written();

do $$ begin
  if to_regclass('public.generated_texts') is not null then
    create or replace trigger sparklio_inserted after insert on public.generated_texts
      referencing new table as new_rows for each statement execute function sparklio.on_generated_texts_written();
    create or replace trigger sparklio_updated after update on public.generated_texts
      referencing new table as new_rows for each statement execute function sparklio.on_generated_texts_written();
    insert into sparklio.asset_texts (asset_id, content) select id, content from public.generated_texts
    on conflict (asset_id) do nothing;
  end if;
end $$;

select sparklio.reconcile();
`,
};
