import type { Migration } from './runner.ts';

/**
 * Folders of desktops whose new files are taken in, and what became of each file. They are kept with the library rather
 * than on the computer: after the app was installed anew the folder's marker names its row here, and nothing is taken a
 * second time. A folder without a desktop belongs to a library that one computer has for itself.
 *
 * `known` files were there before the folder was watched and are left alone. `gone_at`: the file is not there any more;
 * `cleared_at`: removed or moved by the rule.
 */
export const watchFolders: Migration = {
  id: 12,
  name: 'watch-folders',
  sql: `
create table if not exists sparklio.watch_folders (
  id uuid primary key,
  desktop_id uuid,
  path text not null,
  device text,
  inode text,
  marked boolean not null default false,
  brand_id uuid not null,
  project_id uuid,
  folders_as_projects boolean not null default false,
  tags text[] not null default '{}',
  afterwards jsonb not null default '{"kind":"keep"}',
  paused boolean not null default false,
  created_at timestamp not null default now()
);
create index if not exists watch_folders_by_desktop on sparklio.watch_folders (desktop_id);

create table if not exists sparklio.watched_files (
  folder_id uuid not null references sparklio.watch_folders (id) on delete cascade,
  path text not null,
  size bigint not null,
  mtime_ms bigint not null,
  inode text,
  sha256 text,
  state text not null check (state in ('known', 'taking', 'taken', 'duplicate', 'failed', 'cancelled')),
  reason text,
  intake_id text,
  asset_id uuid,
  verified_at timestamp,
  cleared_at timestamp,
  gone_at timestamp,
  updated_at timestamp not null default now(),
  primary key (folder_id, path)
);
create index if not exists watched_files_latest on sparklio.watched_files (folder_id, updated_at desc);
`,
};
