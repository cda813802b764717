import { sql } from 'kysely';
import type { SparklioDb } from '../../electron/database/tables.ts';
import type { Finding } from './consistency.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly versions: number;
  readonly numbers: readonly number[];
  readonly pending: number;
}

/** What the books say of former files that can't be: numbers, their count, pictures that were never made, shared objects. */
export async function findVersionProblems(db: SparklioDb): Promise<Finding[]> {
  const found: Finding[] = [];
  const { rows } = await sql<Row>`
    select a.asset_id as id, a.name, a.version, a.versions,
      array(select number from sparklio.asset_versions v where v.asset_id = a.asset_id order by number) as numbers,
      (select count(*)::int from sparklio.asset_versions v where v.asset_id = a.asset_id and v.rendition = 'pending') as pending
    from sparklio.assets a
    where a.version <> 1 or a.versions <> 1
      or exists (select from sparklio.asset_versions v where v.asset_id = a.asset_id)`.execute(db);
  for (const { id, name, version, versions, numbers, pending } of rows) {
    const who = `${name} (${id})`;
    if (versions !== numbers.length + 1)
      found.push({ kind: 'lost', what: `${who}: ${versions} files, and ${numbers.length} former ones` });
    if (numbers.some((number) => number >= version))
      found.push({ kind: 'doubled', what: `${who}: file ${version}, and a former one of that number` });
    if (pending > 0) found.push({ kind: 'lost', what: `${who}: renditions of former files pending` });
  }
  const shared = await sql<{ path: string }>`
    select minio_path as path from (
      select id, minio_path from public.generated_assets
      union select asset_id, minio_path from sparklio.asset_versions
    ) f where minio_path <> '' group by minio_path having count(*) > 1`.execute(db);
  for (const { path } of shared.rows)
    found.push({ kind: 'doubled', what: `${path} is of files of several assets` });
  return found;
}
