import { createHash } from 'node:crypto';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { hashObject } from '../relocation/stream-objects.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { LocateObject } from '../storage/locate.ts';
import type { ObjectStore } from '../storage/port.ts';

/** Whether the library holds an asset with exactly these bytes. Rejects when that can't be found out now. */
export type Holds = (assetId: AssetId, sha256: string, signal: AbortSignal) => Promise<boolean>;

interface HoldsParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly locate: LocateObject;
}

/**
 * The last question before a local copy goes, so nothing is taken on trust: the asset has to be there and outside the
 * trash with this checksum, and its object is read back whole. A text that the database keeps is hashed too.
 */
export function createHolds({ db, store, locate }: HoldsParts): Holds {
  return async (assetId, sha256, signal) => {
    const asset = await db
      .selectFrom('public.generated_assets')
      .select(['minio_path', 'checksum', 'status', 'deleted_at'])
      .where('id', '=', assetId)
      .executeTakeFirst();
    if (asset === undefined || asset.status === 'deleted' || asset.deleted_at !== null) return false;
    if (bareChecksum(asset.checksum) !== sha256) return false;
    const ref = parseObjectPath(asset.minio_path, store.buckets.assets);
    if (ref === null) return (await textHash(db, assetId)) === sha256;
    const found = await locate(ref);
    if (found === null || (await store.head(found)) === null) return false;
    return (await hashObject(store, found, signal)) === sha256;
  };
}

/** SHA-256 without the prefix that other programs write. */
function bareChecksum(checksum: string | null): string | null {
  return checksum === null ? null : checksum.replace(/^sha256:/, '').toLowerCase();
}

async function textHash(db: SparklioDb, assetId: AssetId): Promise<string | null> {
  const text = await db
    .selectFrom('public.generated_texts')
    .select('content')
    .where('id', '=', assetId)
    .executeTakeFirst();
  return text === undefined ? null : createHash('sha256').update(text.content).digest('hex');
}
