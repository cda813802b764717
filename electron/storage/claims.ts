import { sql } from 'kysely';
import type { SparklioDb } from '../database/tables.ts';
import { formatObjectPath, otherSpelling } from './keys.ts';
import type { ObjectRef } from './port.ts';

/** Objects of one question. */
const groupSize = 1000;

/** Every way in which a row may name this object. */
export function pathsOf({ bucket, key }: ObjectRef, assetsBucket: string): readonly string[] {
  const other = otherSpelling(key);
  const keys = other === null ? [key] : [key, other];
  const named = keys.map((one) => formatObjectPath({ bucket, key: one }));
  return bucket === assetsBucket ? [...named, ...keys] : named;
}

interface ClaimOptions {
  readonly assetsBucket: string;
  /** Whether what is about to be purged counts too; left out where a purge itself asks. */
  readonly tombstones?: boolean;
}

/**
 * Those of some objects that anything in the database names at this one moment: an asset or a former file of one, in
 * any spelling, a rendition, or a file on its way. The others belong to nobody that the database knows.
 */
export async function findClaimed(
  db: SparklioDb,
  refs: readonly ObjectRef[],
  options: ClaimOptions,
): Promise<ReadonlySet<ObjectRef>> {
  const claimed = new Set<ObjectRef>();
  for (let at = 0; at < refs.length; at += groupSize) {
    const group = refs.slice(at, at + groupSize);
    const taken = await readTaken(db, group, options);
    for (const ref of group) {
      if (pathsOf(ref, options.assetsBucket).some((path) => taken.has(path))) claimed.add(ref);
    }
  }
  return claimed;
}

// Another program may have deleted the asset, and knows nothing of former files.
const ofAsset = sql<boolean>`exists (select from public.generated_assets g where g.id = v.asset_id)`;

async function readTaken(
  db: SparklioDb,
  refs: readonly ObjectRef[],
  { assetsBucket, tombstones = false }: ClaimOptions,
): Promise<ReadonlySet<string>> {
  const paths = refs.flatMap((ref) => pathsOf(ref, assetsBucket));
  const keys = refs.map(({ key }) => key);
  const renditions = refs.flatMap(({ bucket, key }) => (bucket === assetsBucket ? [key] : []));
  // One statement, hence one moment: what goes from one of these tables to another meanwhile is in one of them.
  const { rows } = await sql<{ path: string }>`
    select minio_path as path from public.generated_assets where minio_path = any(${paths}::text[])
    union all
    select minio_path from sparklio.asset_versions v where minio_path = any(${paths}::text[]) and ${ofAsset}
    union all
    select bucket || '/' || object_key from sparklio.uploads where object_key = any(${keys}::text[])
    union all
    select r.key from (
      select thumbnail_key, preview_key, strip_key from sparklio.assets
      where thumbnail_key = any(${renditions}::text[]) or preview_key = any(${renditions}::text[])
        or strip_key = any(${renditions}::text[])
      union all
      select thumbnail_key, preview_key, strip_key from sparklio.asset_versions v
      where (thumbnail_key = any(${renditions}::text[]) or preview_key = any(${renditions}::text[])
        or strip_key = any(${renditions}::text[])) and ${ofAsset}
    ) a cross join lateral (values (a.thumbnail_key), (a.preview_key), (a.strip_key)) r (key)
    where r.key is not null
    union all
    select t.path from sparklio.tombstones s cross join lateral (
      select s.bucket || '/' || k as path from unnest(s.keys) k
      union all
      select ${assetsBucket}::text || '/' || k from unnest(s.renditions) k
    ) t where ${tombstones} and t.path = any(${paths}::text[])`.execute(db);
  return new Set(rows.map(({ path }) => path));
}
