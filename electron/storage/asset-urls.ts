import type { ObjectRef, ObjectStore } from './port.ts';

export type { ObjectRef } from './port.ts';

/**
 * Presigned URLs of what the grid and the inspector show. Synchronous, because a screenful is signed at
 * once; the same object has the same URL within a time window, so that the HTTP cache hits.
 */
export interface AssetUrls {
  /** Key of a rendition in the bucket of assets. */
  thumbnail(key: string): string;
  preview(key: string): string;
  strip(key: string): string;
  /** `name` and `mime` are what the answer's headers will say. */
  original(object: ObjectRef, name: string, mime: string | null): string;
  /** When the first of the URLs that are given now expires, in ms since the epoch. */
  expiresAt(): number;
}

/** Header values take no line breaks and no quotes; the real name goes along in UTF-8 (RFC 6266). */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const cacheControl = 'private, max-age=3600';

/** Content types that a browser would run or render as a page are handed over as plain bytes. */
function safeType(mime: string | null): string {
  return mime !== null && /^(image|video|audio|font)\/|^application\/pdf$|^text\/plain$/.test(mime)
    ? mime
    : 'application/octet-stream';
}

/** URLs of one store's assets. */
export function createAssetUrls(store: ObjectStore): AssetUrls {
  const rendition = (key: string): string =>
    store.presignStable(
      { bucket: store.buckets.assets, key },
      { 'response-cache-control': cacheControl, 'response-content-type': 'image/webp' },
    ).url;
  return {
    thumbnail: rendition,
    preview: rendition,
    strip: rendition,
    original: (object, name, mime) =>
      store.presignStable(object, {
        'response-cache-control': cacheControl,
        'response-content-type': safeType(mime),
        'response-content-disposition': disposition('inline', name),
      }).url,
    expiresAt: () => store.presignStable({ bucket: store.buckets.assets, key: 'any' }).expiresAt,
  };
}

/** A presigned GET that saves under the asset's own name; `seconds` of life from now. */
export function downloadUrl(store: ObjectStore, object: ObjectRef, name: string, seconds: number): string {
  return store.presignGet(object, seconds, {
    'response-content-disposition': disposition('attachment', name),
  });
}
