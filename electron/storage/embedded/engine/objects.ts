import { S3Error } from '../s3-error.ts';
import { blobsOf, segmentsOf } from './blob-references.ts';
import { objectRecord, type StoredObject } from './catalogue.ts';
import type { Content, JournalRecord, StoredHeaders, Tags } from './records.ts';
import type { Store } from './store.ts';

/** Bytes that are on disk, for an object or part to be made of. */
export interface NewContent {
  readonly content: Content;
  /** Those of its blobs that nothing names yet. */
  readonly newBlobs: readonly string[];
  readonly size: number;
  /** MD5 in hex, as the ETag of a simple object or of a part */
  readonly md5: string;
  /** SHA-256 in base64, when the client gave one and it was right */
  readonly sha256: string | null;
}

export interface ObjectAttributes {
  readonly headers: StoredHeaders;
  readonly tags: Tags | null;
}

/** Throws when the change must not happen given what is there now. */
export type Precondition = (current: StoredObject | undefined) => void;

export function objectScope(bucket: string, key: string): string {
  return `${bucket}\0${key}`;
}

/** @throws {S3Error} NoSuchBucket, NoSuchKey */
export function getObject(store: Store, bucket: string, key: string): StoredObject {
  const object = store.bucket(bucket).objects.get(key);
  if (object === undefined) throw new S3Error('NoSuchKey');
  return object;
}

/**
 * Those of the objects whose bytes are on disk. Files are lost to failing disks and to people who tidy up; what is left of such
 * an object is a name, and saying that it is there would keep the loss from being found and mended.
 */
export async function withBytes(store: Store, objects: readonly StoredObject[]): Promise<StoredObject[]> {
  // Replaced or deleted from now on, they were there when they were asked about.
  const unpin = store.blobs.pin(objects.flatMap(({ content }) => blobsOf(content)));
  try {
    const held = await Promise.all(
      objects.map(({ content, size }) => store.blobs.hold(segmentsOf(content, size))),
    );
    return objects.filter((_, index) => held[index]);
  } finally {
    unpin();
  }
}

/** Makes the content an object, in place of one of the same key. @throws {S3Error} NoSuchBucket, PreconditionFailed */
export async function putObject(
  store: Store,
  bucket: string,
  key: string,
  body: NewContent,
  attributes: ObjectAttributes,
  precondition: Precondition,
): Promise<StoredObject> {
  const object: StoredObject = {
    key,
    size: body.size,
    modified: Date.now(),
    etag: body.md5,
    content: body.content,
    headers: attributes.headers,
    tags: attributes.tags,
    sha256: body.sha256,
  };
  await store.commit({
    scope: objectScope(bucket, key),
    newBlobs: body.newBlobs,
    prepare: () => {
      precondition(store.bucket(bucket).objects.get(key));
      return [objectRecord(bucket, object)];
    },
  });
  return object;
}

/**
 * Makes an object that refers to the bytes of another. `headers` null: those of the source.
 * @throws {S3Error} NoSuchBucket, NoSuchKey, PreconditionFailed
 */
export async function copyObject(
  store: Store,
  source: { bucket: string; key: string; precondition: Precondition },
  target: { bucket: string; key: string; headers: StoredHeaders | null; tags: Tags | 'of source' | null },
): Promise<StoredObject> {
  let copy: StoredObject | undefined;
  await store.commit({
    // Two keys are concerned, and the source must not go while its bytes are being given a second name.
    scope: null,
    newBlobs: [],
    prepare: () => {
      store.bucket(target.bucket);
      const original = getObject(store, source.bucket, source.key);
      source.precondition(original);
      copy = {
        ...original,
        key: target.key,
        modified: Date.now(),
        headers: target.headers ?? original.headers,
        tags: target.tags === 'of source' ? original.tags : target.tags,
      };
      return [objectRecord(target.bucket, copy)];
    },
  });
  if (copy === undefined) throw new S3Error('InternalError');
  return copy;
}

/** Deletes those of the keys that exist, all together. @throws {S3Error} NoSuchBucket */
export async function deleteObjects(store: Store, bucket: string, keys: readonly string[]): Promise<void> {
  const [only] = keys;
  await store.commit({
    scope: keys.length === 1 && only !== undefined ? objectScope(bucket, only) : null,
    newBlobs: [],
    prepare: () => {
      const { objects } = store.bucket(bucket);
      return [...new Set(keys)]
        .filter((key) => objects.get(key) !== undefined)
        .map((key): JournalRecord => ({ t: 'object-', b: bucket, k: key }));
    },
  });
}

/** The time of the last change stays: tags are no part of the object's bytes. @throws {S3Error} NoSuchBucket, NoSuchKey */
export async function setTags(store: Store, bucket: string, key: string, tags: Tags | null): Promise<void> {
  await store.commit({
    scope: objectScope(bucket, key),
    newBlobs: [],
    prepare: () => [objectRecord(bucket, { ...getObject(store, bucket, key), tags })],
  });
}
