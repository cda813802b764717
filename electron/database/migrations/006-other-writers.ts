import { mirrorFunctions } from './mirror-functions.ts';
import type { Migration } from './runner.ts';

/**
 * Safe beside programs that write as other roles, in other time zones and with time-outs of their own. What changes
 * the projection from outside of a trigger is for those alone who are given the right.
 */
export const otherWriters: Migration = {
  id: 6,
  name: 'other-writers',
  sql: `
${mirrorFunctions}
revoke execute on function sparklio.mirror(uuid[]), sparklio.unmirror(uuid[]), sparklio.reconcile(),
  sparklio.refresh_search(uuid[]), sparklio.note_mirror_failure() from public;

-- Renditions lie in the bucket of assets, also those of an original that another program put elsewhere.
alter table sparklio.tombstones add column if not exists renditions text[] not null default '{}';
`,
};
