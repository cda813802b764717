import type { Migration } from './runner.ts';

/**
 * What a look at rows and objects found that does not fit together, and which objects the app itself has given up.
 *
 * A retired object is one that the app removed, or is about to: an answer to an upload may be so late that its object
 * appears after it was removed. That it is written down here is the proof that it is nobody else's.
 */
export const libraryCheck: Migration = {
  id: 11,
  name: 'library-check',
  sql: `
create table if not exists sparklio.retired_objects (
  bucket text not null,
  object_key text not null,
  retired_at timestamp not null default now(),
  primary key (bucket, object_key)
);
create index if not exists retired_objects_by_age on sparklio.retired_objects (retired_at);

create table if not exists sparklio.findings (
  id uuid primary key,
  kind text not null,
  state text not null default 'open' check (state in ('open', 'quarantined', 'kept')),
  asset_id uuid,
  bucket text not null,
  object_key text not null,
  multipart_id text not null default '',
  own boolean not null default false,
  size bigint,
  expected_size bigint,
  etag text not null default '',
  first_seen timestamp not null default now(),
  last_seen timestamp not null default now(),
  decided_at timestamp,
  unique (kind, bucket, object_key, multipart_id)
);
create index if not exists findings_by_kind on sparklio.findings (kind, first_seen, id);
create index if not exists findings_by_asset on sparklio.findings (asset_id) where asset_id is not null;
create index if not exists findings_due on sparklio.findings (first_seen) where state = 'quarantined';
`,
};
