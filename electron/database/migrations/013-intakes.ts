import type { Migration } from './runner.ts';

/**
 * Where an upload comes from, and what programs have handed in under an id of their own: an id that is settled here
 * is never taken a second time, whoever asks, however often. It is settled in the transaction that publishes.
 */
export const intakes: Migration = {
  id: 13,
  name: 'intakes',
  sql: `
alter table sparklio.uploads add column if not exists source text not null default 'uploader';
alter table sparklio.uploads add column if not exists source_metadata jsonb not null default '{}';
alter table sparklio.uploads add column if not exists intake_id text;

create table if not exists sparklio.intakes (
  id text primary key,
  asset_id uuid not null,
  outcome text not null check (outcome in ('published', 'duplicate')),
  settled_at timestamp not null default now()
);
`,
};
