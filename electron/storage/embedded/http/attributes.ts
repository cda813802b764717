import type { ObjectAttributes } from '../engine/objects.ts';
import type { StoredHeaders, Tags } from '../engine/records.ts';
import { MAX_USER_METADATA_BYTES } from '../limits.ts';
import { S3Error } from '../s3-error.ts';

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const USER_METADATA = 'x-amz-meta-';
const DEFAULT_TYPE = 'binary/octet-stream';
const REFUSED = /^x-amz-(server-side-encryption|object-lock|website-redirect|grant|write-offset)/;

/** The headers an object is given back with. @throws {S3Error} MetadataTooLarge, NotImplemented */
export function storedHeaders(headers: ReadonlyMap<string, string>): StoredHeaders {
  const stored: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  for (const name of KEPT) {
    const value = headers.get(name);
    if (value !== undefined && value !== '') stored[name] = value;
  }
  let bytes = 0;
  for (const [name, value] of headers) {
    if (REFUSED.test(name) || (name === 'x-amz-acl' && value !== 'private')) {
      throw new S3Error('NotImplemented', `${name} is not supported.`);
    }
    if (!name.startsWith(USER_METADATA)) continue;
    bytes += name.length - USER_METADATA.length + Buffer.byteLength(value);
    stored[name] = value;
  }
  if (bytes > MAX_USER_METADATA_BYTES) throw new S3Error('MetadataTooLarge');
  return stored;
}

/** @throws {S3Error} MetadataTooLarge, NotImplemented, InvalidTag */
export function attributesOf(headers: ReadonlyMap<string, string>): ObjectAttributes {
  return { headers: storedHeaders(headers), tags: tagsFromHeader(headers.get('x-amz-tagging')) };
}

/** Tags as a query string (`a=1&b=2`). @throws {S3Error} InvalidTag */
export function tagsFromHeader(header: string | undefined): Tags | null {
  if (header === undefined || header === '') return null;
  return checkTags([...new URLSearchParams(header)]);
}

/** S3's limits: ten tags, keys of 1 to 128 and values of up to 256 characters, no key twice. @throws {S3Error} InvalidTag */
export function checkTags(tags: Tags): Tags | null {
  const keys = new Set(tags.map(([key]) => key));
  const sound = tags.every(([key, value]) => key !== '' && key.length <= 128 && value.length <= 256);
  if (tags.length > 10 || keys.size < tags.length || !sound) throw new S3Error('InvalidTag');
  return tags.length === 0 ? null : tags;
}
