import { createHash } from 'node:crypto';
import { renditionKey, renditionKinds } from '../storage/keys.ts';

/**
 * The id that an asset gets where its own is another asset's. The same each time for the same bytes, so that moving
 * again finds it. Laid out as a UUID of version 8, which is for such digests.
 */
export function otherId(id: string, checksum: string | null): string {
  const hex = createHash('sha256')
    .update(`${id} ${checksum ?? ''}`)
    .digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A key beside one that is taken: the same each time for the same asset. */
export function keyBeside(key: string, assetId: string): string {
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  const [stem, ext] = dot > slash ? [key.slice(0, dot), key.slice(dot)] : [key, ''];
  const mark = createHash('sha256').update(`${key} ${assetId}`).digest('hex').slice(0, 12);
  return `${stem}-${mark}${ext}`;
}

/** Where a rendition goes, when the original's key became another: beside it, as it was. */
export function movedRendition(key: string, originalBefore: string, originalAfter: string): string {
  for (const kind of renditionKinds) {
    if (key === renditionKey(originalBefore, kind)) return renditionKey(originalAfter, kind);
  }
  return key;
}
