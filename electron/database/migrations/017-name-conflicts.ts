import type { Migration } from './runner.ts';

/**
 * Files that have the name of an asset of their place. `on_conflict` is what a drop, or a watched folder, wants of them;
 * `ask` in the history is a decision that is still open. `version` is the number under which a file became an asset's
 * current one, so that undoing its drop knows whether it still is.
 */
export const nameConflicts: Migration = {
  id: 17,
  name: 'name-conflicts',
  sql: `
alter table sparklio.uploads add column if not exists on_conflict text not null default 'keep';
alter table sparklio.scans add column if not exists on_conflict text not null default 'keep';
alter table sparklio.watch_folders add column if not exists on_conflict text not null default 'keep';
alter table sparklio.upload_history add column if not exists on_conflict text not null default 'keep';
alter table sparklio.upload_history add column if not exists version int;
alter table sparklio.upload_history drop constraint if exists upload_history_state_check;
alter table sparklio.upload_history add constraint upload_history_state_check
  check (state in ('published', 'duplicate', 'conflict', 'failed', 'cancelled'));
create index if not exists upload_history_open_conflicts on sparklio.upload_history (batch_id)
  where state = 'conflict' and on_conflict = 'ask';
`,
};
