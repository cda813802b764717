import { sql } from 'kysely';
import { step } from '../steps.ts';
import { findClaimed } from '../storage/claims.ts';
import type { ObjectRef } from '../storage/port.ts';
import { retire } from '../storage/retired.ts';
import type { ConfirmParts } from './confirm.ts';
import { type FindingRow, type Findings, graceDays } from './findings.ts';

const dayMs = 24 * 3600_000;
/** What may be removed after its time; of everything else a finding only tells. */
const removable = new Set(['orphan_object', 'orphan_rendition', 'stale_upload', 'temp_leftover']);

interface ClearOptions extends Pick<ConfirmParts, 'db' | 'store'> {
  readonly findings: Findings;
  readonly signal: AbortSignal;
  /** Days that it had to be given up for, and that the object has to be old. */
  readonly days?: number;
}

/**
 * Removes what was given up long enough ago, each after one more look: nothing in the database may name it, and it has to
 * be the very object that was found. What is otherwise is taken off the list and left alone. Gives the number removed.
 */
export async function clearDue({
  db,
  store,
  findings,
  signal,
  days = graceDays,
}: ClearOptions): Promise<number> {
  let removed = 0;
  for (;;) {
    const due = await findings.due(days);
    if (due.length === 0) return removed;
    signal.throwIfAborted();
    const uploads = await oldestUpload();
    const refs = due.map((row) => ({ bucket: row.bucket, key: row.object_key, row }));
    const claimed = await findClaimed(db, refs, { assetsBucket: store.buckets.assets, tombstones: true });
    const free: (ObjectRef & { row: FindingRow })[] = [];
    for (const ref of refs) {
      if (claimed.has(ref) || !removable.has(ref.row.kind)) continue;
      if (ref.row.kind === 'stale_upload') {
        await store.abortMultipart(ref, ref.row.multipart_id);
        removed += 1;
        continue;
      }
      const head = await store.head(ref);
      const isSame = head !== null && head.etag === ref.row.etag;
      const age = head === null ? 0 : head.modified.getTime();
      if (isSame && age <= Date.now() - days * dayMs && age <= uploads) free.push(ref);
    }
    step('check.removing', { objects: free.length });
    await retire(db, free);
    await store.remove(free);
    await forgetFormer(free);
    step('check.removed', { objects: free.length });
    removed += free.length;
    await findings.forget(due.map(({ id }) => id));
  }

  /** When the oldest of the files that are on their way was taken. */
  async function oldestUpload(): Promise<number> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(created_at) as at from sparklio.uploads
      where state in ('transferring', 'verifying') and updated_at > now()::timestamp - make_interval(days => ${graceDays})`.execute(
      db,
    );
    return rows[0]?.at?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** Of assets that another program deleted: their former files are gone with this. */
  async function forgetFormer(refs: readonly ObjectRef[]): Promise<void> {
    const paths = refs.map(({ bucket, key }) => `${bucket}/${key}`);
    await sql`
      delete from sparklio.asset_versions v where minio_path = any(${paths}::text[])
        and not exists (select from public.generated_assets g where g.id = v.asset_id)`.execute(db);
  }
}
