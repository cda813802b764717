import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import type { ObjectRef } from './port.ts';

/** How long it is remembered what the app removed. */
const rememberedDays = 30;

/** Notes that the app removes objects. In the transaction that gives them up, before they are removed. */
export async function retire(db: SparklioDb, refs: readonly ObjectRef[]): Promise<void> {
  if (refs.length === 0) return;
  await sql`
    insert into sparklio.retired_objects (bucket, object_key)
    select * from unnest(${refs.map(({ bucket }) => bucket)}::text[], ${refs.map(({ key }) => key)}::text[])
    on conflict (bucket, object_key) do update set retired_at = now()`.execute(db);
}

/** Those of some objects that are certainly the app's own: it removed them once, or they were former files of assets. */
export async function findOwn(db: SparklioDb, refs: readonly ObjectRef[]): Promise<ReadonlySet<ObjectRef>> {
  const { rows } = await sql<{ path: string }>`
    select bucket || '/' || object_key as path from sparklio.retired_objects
    where object_key = any(${refs.map(({ key }) => key)}::text[])
    union all
    select minio_path from sparklio.asset_versions
    where minio_path = any(${refs.map(({ bucket, key }) => `${bucket}/${key}`)}::text[])`.execute(db);
  const paths = new Set(rows.map(({ path }) => path));
  return new Set(refs.filter(({ bucket, key }) => paths.has(`${bucket}/${key}`)));
}

export async function forgetRetired(db: SparklioDb): Promise<void> {
  await sql`
    delete from sparklio.retired_objects
    where retired_at < now()::timestamp - make_interval(days => ${rememberedDays})`.execute(db);
}
