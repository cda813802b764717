import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { assetIdSchema, type BrandId, type ProjectId } from '../../shared/domain/ids.ts';
import type { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { hashObject } from '../relocation/stream-objects.ts';
import { step } from '../steps.ts';
import { findClaimed } from '../storage/claims.ts';
import { formatObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { FindingRow } from './findings.ts';
import { mimeOfExtension } from './mime.ts';
import { type HouseKey, readKey } from './object-key.ts';

interface RestoreParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly rows: SharedRows;
  readonly jobs: JobQueue | null;
  readonly userId: string;
}

/**
 * Makes an asset of an object that belongs to none, under the brand and the project that its key names where they are
 * there, else under the given brand. False when the object is gone or has got a row meanwhile.
 */
export async function restoreAsset(
  parts: RestoreParts,
  finding: Pick<FindingRow, 'id' | 'bucket' | 'object_key'>,
  brandId: BrandId,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, store, rows, jobs } = parts;
  const ref = { bucket: finding.bucket, key: finding.object_key };
  const read = readKey(ref.key);
  if (read.kind !== 'original') return false;
  const head = await store.head(ref);
  if (head === null) return false;
  const sha256 = await hashObject(store, ref, signal);
  const place = await placeOf(db, read.key, brandId);
  const { type, ext, id, day } = read.key;
  const name = ext === '' ? id : `${id}.${ext}`;
  return await rows.retrying(() =>
    db.transaction().execute(async (transaction) => {
      const claimed = await findClaimed(transaction, [ref], {
        assetsBucket: store.buckets.assets,
        tombstones: true,
      });
      await sql`delete from sparklio.findings where id = ${finding.id}::uuid`.execute(transaction);
      if (claimed.size > 0) return false;
      const assetId = assetIdSchema.parse((await isFree(transaction, id)) ? id : randomUUID());
      await rows.insert(transaction, 'generated_assets', [
        {
          id: assetId,
          ...place,
          user_id: parts.userId,
          type,
          minio_path: formatObjectPath(ref),
          original_name: name,
          file_size: head.size,
          mime_type: mimeOfExtension(type, ext),
          checksum: sha256,
          source: 'manual',
          source_metadata: '{}',
          metadata: '{}',
          asset_metadata: '{}',
          status: 'active',
          tags: [],
          created_at: day,
          updated_at: new Date(),
        },
      ]);
      await jobs?.add(transaction, 'render', [assetId]);
      step('check.restoring', { asset: assetId });
      return true;
    }),
  );
}

async function isFree(db: SparklioDb, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from public.generated_assets where id = ${id}::uuid
    union all select from sparklio.tombstones where asset_id = ${id}::uuid`.execute(db);
  return rows.length === 0;
}

/** @throws AppError `not_found` when neither brand is there */
async function placeOf(
  db: SparklioDb,
  key: HouseKey,
  otherwise: BrandId,
): Promise<{ brand_id: BrandId; project_id: ProjectId | null }> {
  const brands = await db
    .selectFrom('public.brands')
    .select('id')
    .where('id', 'in', [key.brandId, otherwise])
    .execute();
  const brand = [key.brandId, otherwise].find((id) => brands.some((one) => one.id === id));
  if (brand === undefined) throw new AppError('not_found', 'There is no such brand');
  if (key.projectId === null || brand !== key.brandId) return { brand_id: brand, project_id: null };
  const project = await db
    .selectFrom('public.projects')
    .select('id')
    .where('id', '=', key.projectId)
    .where('brand_id', '=', brand)
    .executeTakeFirst();
  return { brand_id: brand, project_id: project?.id ?? null };
}
