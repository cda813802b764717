import { sql } from 'kysely';
import { findOwn } from '../storage/retired.ts';
import type { ConfirmParts } from './confirm.ts';
import { type Found, graceDays } from './findings.ts';

const dayMs = 24 * 3600_000;
/** Where windows put bytes that have no file. */
const incoming = 'incoming/';

/** Parts that nobody goes on with, and handed-over bytes that nobody took; both only when they are old. */
export async function findLeftovers({
  db,
  store,
  shared,
}: Pick<ConfirmParts, 'db' | 'store' | 'shared'>): Promise<Found[]> {
  const before = Date.now() - graceDays * dayMs;
  const found: Found[] = [];
  const base = { assetId: null, size: null, expectedSize: null } as const;
  const { assets, temp } = store.buckets;
  for await (const page of store.listMultiparts(assets)) {
    const old = page.filter(({ initiated }) => initiated.getTime() < before);
    if (old.length === 0) continue;
    const { rows } = await sql<{ id: string }>`
      select multipart_id as id from sparklio.uploads
      where multipart_id = any(${old.map(({ uploadId }) => uploadId)}::text[])`.execute(db);
    const known = new Set(rows.map(({ id }) => id));
    const nobodys = old.filter(({ uploadId }) => !known.has(uploadId));
    const refs = nobodys.map(({ key, uploadId }) => ({ bucket: assets, key, uploadId }));
    const retired = refs.length === 0 ? new Set() : await findOwn(db, refs);
    for (const ref of refs) {
      const own = !shared || retired.has(ref);
      found.push({
        ...base,
        kind: 'stale_upload',
        state: own ? 'quarantined' : 'open',
        bucket: assets,
        key: ref.key,
        multipartId: ref.uploadId,
        own,
      });
    }
  }
  for await (const page of store.list(temp, incoming)) {
    for (const { key, size, etag, modified } of page) {
      if (modified.getTime() >= before) continue;
      found.push({
        ...base,
        kind: 'temp_leftover',
        state: 'quarantined',
        bucket: temp,
        key,
        own: true,
        size,
        etag,
      });
    }
  }
  return found;
}
