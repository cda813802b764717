import { createHash, randomBytes } from 'node:crypto';
import { MAX_OBJECT_BYTES, MIN_PART_BYTES } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import { blobsOf, segmentsOf } from './blob-references.ts';
import {
  objectRecord,
  partRecord,
  type StoredObject,
  type StoredPart,
  type Upload,
  uploadRecord,
} from './catalogue.ts';
import { compareKeys } from './key-order.ts';
import { type NewContent, type ObjectAttributes, objectScope, type Precondition } from './objects.ts';
import type { Store } from './store.ts';

export interface UploadAddress {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** @throws {S3Error} NoSuchBucket */
export async function createUpload(
  store: Store,
  bucket: string,
  key: string,
  attributes: ObjectAttributes,
): Promise<string> {
  const id = randomBytes(16).toString('hex');
  await store.commit({
    scope: objectScope(bucket, key),
    newBlobs: [],
    prepare: () => {
      store.bucket(bucket);
      return [uploadRecord({ id, bucket, key, started: Date.now(), ...attributes })];
    },
  });
  return id;
}

/** @throws {S3Error} NoSuchBucket; NoSuchUpload also when the id belongs to another key */
export function getUpload(store: Store, { bucket, key, uploadId }: UploadAddress): Upload {
  store.bucket(bucket);
  const upload = store.catalogue.uploads.get(uploadId);
  if (upload === undefined || upload.bucket !== bucket || upload.key !== key)
    throw new S3Error('NoSuchUpload');
  return upload;
}

/** Uploads of a bucket by key, those of one key by the time they were begun. */
export function listUploads(store: Store, bucket: string): Upload[] {
  store.bucket(bucket);
  return [...store.catalogue.uploads.values()]
    .filter((upload) => upload.bucket === bucket)
    .sort((a, b) => compareKeys(a.key, b.key) || a.started - b.started || compareKeys(a.id, b.id));
}

/** Keeps a part, in place of one of the same number. @throws {S3Error} NoSuchUpload */
export async function putPart(
  store: Store,
  address: UploadAddress,
  number: number,
  body: NewContent,
): Promise<StoredPart> {
  const part: StoredPart = {
    number,
    size: body.size,
    modified: Date.now(),
    etag: body.md5,
    content: body.content,
    sha256: body.sha256,
  };
  const borrowed = blobsOf(body.content).filter((blob) => !body.newBlobs.includes(blob));
  await store.commit({
    // Parts of different numbers share a sync; Complete and Abort wait for all of them by being alone. So does a
    // part that borrows the bytes of an object, which must not be deleted in the same batch.
    scope: borrowed.length === 0 ? `${address.uploadId}\0${number}` : null,
    newBlobs: body.newBlobs,
    prepare: () => {
      getUpload(store, address);
      if (!borrowed.every((blob) => store.catalogue.references.has(blob))) throw new S3Error('NoSuchKey');
      return [partRecord(address.uploadId, part)];
    },
  });
  return part;
}

/** @throws {S3Error} NoSuchUpload */
export async function abortUpload(store: Store, address: UploadAddress): Promise<void> {
  await store.commit({
    scope: null,
    newBlobs: [],
    prepare: () => [{ t: 'upload-', id: getUpload(store, address).id }],
  });
}

/**
 * Makes an object of the listed parts, which it refers to; nothing is copied.
 * @throws {S3Error} NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall, EntityTooLarge, PreconditionFailed
 */
export async function completeUpload(
  store: Store,
  address: UploadAddress,
  listed: readonly { number: number; etag: string }[],
  precondition: Precondition,
): Promise<StoredObject> {
  let completed: StoredObject | undefined;
  await store.commit({
    scope: null,
    newBlobs: [],
    prepare: () => {
      const upload = getUpload(store, address);
      precondition(store.bucket(address.bucket).objects.get(address.key));
      completed = assemble(upload, listed);
      return [objectRecord(upload.bucket, completed), { t: 'upload-', id: upload.id }];
    },
  });
  if (completed === undefined) throw new S3Error('InternalError');
  return completed;
}

function assemble(upload: Upload, listed: readonly { number: number; etag: string }[]): StoredObject {
  if (listed.length === 0) throw new S3Error('MalformedXML');
  if (listed.some(({ number }, at) => number <= (listed[at - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder');
  }
  const digest = createHash('md5');
  const parts = listed.map(({ number, etag }, at) => {
    const part = upload.parts.get(number);
    if (part === undefined || part.etag !== etag) throw new S3Error('InvalidPart');
    if (part.size < MIN_PART_BYTES && at < listed.length - 1) throw new S3Error('EntityTooSmall');
    digest.update(part.etag, 'hex');
    return part;
  });
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (size > MAX_OBJECT_BYTES) throw new S3Error('EntityTooLarge');
  return {
    key: upload.key,
    size,
    modified: Date.now(),
    etag: `${digest.digest('hex')}-${parts.length}`,
    content: parts.flatMap((part) => segmentsOf(part.content, part.size)),
    headers: upload.headers,
    tags: upload.tags,
    sha256: null,
  };
}
