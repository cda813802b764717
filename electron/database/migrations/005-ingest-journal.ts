import type { Migration } from './runner.ts';

/**
 * Drops whose folders are still being walked, so that a restart walks on. Files up to the cursor are in
 * `uploads` already (or done): both are written in one transaction.
 */
export const ingestJournal: Migration = {
  id: 5,
  name: 'ingest-journal',
  sql: `
create table if not exists sparklio.scans (
  batch_id uuid primary key,
  title text not null,
  brand_id uuid not null,
  project_id uuid,
  paths text[] not null,
  folders_as_projects boolean not null,
  keep_duplicates boolean not null,
  tags text[] not null default '{}',
  cursor_root int,
  cursor_path text,
  created_at timestamp not null default now()
);
alter table sparklio.uploads add column if not exists keep_duplicate boolean not null default false;
`,
};
