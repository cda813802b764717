import type { Migration } from './runner.ts';

/**
 * What became of every file of the last drops. An entry of the journal moves here in the very transaction that ends
 * it, so that the history counts what the library has. `on_duplicate` is what a drop wants of a file whose bytes the
 * brand has already; `ask` in the history is a decision that is still open.
 */
export const uploadHistory: Migration = {
  id: 15,
  name: 'upload-history',
  sql: `
alter table sparklio.uploads add column if not exists on_duplicate text not null default 'skip';
alter table sparklio.scans add column if not exists on_duplicate text not null default 'skip';

create table if not exists sparklio.upload_history (
  id uuid primary key,
  batch_id uuid not null,
  batch_title text not null,
  desktop_id uuid,
  brand_id uuid not null,
  project_id uuid,
  asset_id uuid,
  replaces uuid,
  state text not null check (state in ('published', 'duplicate', 'failed', 'cancelled')),
  reason text,
  on_duplicate text not null default 'skip',
  path text,
  name text not null,
  folder text not null default '',
  size bigint not null,
  type text,
  tags text[] not null default '{}',
  created_at timestamp not null,
  ended_at timestamp not null default now()
);
create index if not exists upload_history_by_batch on sparklio.upload_history (batch_id);
create index if not exists upload_history_by_end on sparklio.upload_history (ended_at);
create index if not exists upload_history_open on sparklio.upload_history (batch_id)
  where state = 'duplicate' and on_duplicate = 'ask';
`,
};
