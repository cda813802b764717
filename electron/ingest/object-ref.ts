import { extname } from 'node:path';
import type { AssetId } from '../../shared/domain/ids.ts';
import { buildObjectKey } from '../storage/keys.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import type { FileFacts, Upload } from './upload.ts';

/** Where the bytes of an upload go. */
export function objectRefOf(
  { buckets }: Pick<ObjectStore, 'buckets'>,
  { brandId, projectId, createdAt, name }: Upload,
  assetId: AssetId,
  { type, ext }: FileFacts,
): ObjectRef {
  const key = buildObjectKey({
    type,
    brandId,
    projectId,
    id: assetId,
    date: createdAt,
    // The content decides the extension; where it does not tell, the name does.
    ext: ext === '' ? extname(name) : ext,
  });
  return { bucket: buckets.assets, key };
}
