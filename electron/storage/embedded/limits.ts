/**
 * The names this store accepts: S3's rules for buckets and MinIO's for keys, so that whatever a local library
 * holds can later be moved to a server key by key.
 */
import { S3Error } from './s3-error.ts';

export const MAX_KEY_BYTES = 1024;
export const MAX_SEGMENT_BYTES = 255;
export const MAX_OBJECT_BYTES = 5 * 1024 ** 4;
export const MAX_PUT_BYTES = 5 * 1024 ** 3;
export const MIN_PART_BYTES = 5 * 1024 ** 2;
export const MAX_PARTS = 10_000;
export const MAX_USER_METADATA_BYTES = 2048;

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

export function isValidBucketName(name: string): boolean {
  return (
    BUCKET_NAME.test(name) &&
    !IPV4.test(name) &&
    !name.includes('..') &&
    !name.includes('.-') &&
    !name.includes('-.')
  );
}

/** @throws {S3Error} InvalidBucketName */
export function checkBucketName(name: string): void {
  if (!isValidBucketName(name)) throw new S3Error('InvalidBucketName');
}

/** @throws {S3Error} KeyTooLongError or XMinioInvalidObjectName */
export function checkObjectKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError');
  const invalid = (why: string): S3Error =>
    new S3Error('XMinioInvalidObjectName', `Object name contains unsupported characters: ${why}.`);
  if (key === '') throw invalid('it is empty');
  if (LONE_SURROGATE.test(key)) throw invalid('it is not valid Unicode');
  if (key.includes('\0')) throw invalid('a null character');
  if (key.startsWith('/')) throw invalid('it begins with a slash');
  if (key.includes('//')) throw invalid('an empty path segment');
  for (const segment of key.split('/')) {
    if (segment === '.' || segment === '..') throw invalid('a "." or ".." path segment');
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      throw invalid(`a path segment longer than ${MAX_SEGMENT_BYTES} bytes`);
    }
  }
}
