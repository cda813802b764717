import { S3Error } from '../s3-error.ts';
import type { Bucket } from './catalogue.ts';
import { compareKeys } from './key-order.ts';
import type { LifecycleRule } from './records.ts';
import type { Store } from './store.ts';

export function listBuckets(store: Store): Bucket[] {
  return [...store.catalogue.buckets.values()].sort((a, b) => compareKeys(a.name, b.name));
}

/** @throws {S3Error} BucketAlreadyOwnedByYou */
export async function createBucket(store: Store, name: string): Promise<void> {
  await store.commit({
    scope: null,
    newBlobs: [],
    prepare: () => {
      if (store.catalogue.buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou');
      return [{ t: 'bucket', b: name, m: Date.now() }];
    },
  });
}

/** Uploads that were never completed go with the bucket. @throws {S3Error} NoSuchBucket, BucketNotEmpty */
export async function deleteBucket(store: Store, name: string): Promise<void> {
  await store.commit({
    scope: null,
    newBlobs: [],
    prepare: () => {
      if (store.bucket(name).objects.size > 0) throw new S3Error('BucketNotEmpty');
      const uploads = [...store.catalogue.uploads.values()].filter((upload) => upload.bucket === name);
      return [...uploads.map(({ id }) => ({ t: 'upload-' as const, id })), { t: 'bucket-', b: name }];
    },
  });
}

/** @throws {S3Error} NoSuchBucket */
export async function setLifecycle(store: Store, name: string, rules: LifecycleRule[] | null): Promise<void> {
  await store.commit({
    scope: null,
    newBlobs: [],
    prepare: () => {
      store.bucket(name);
      return [{ t: 'lifecycle', b: name, r: rules }];
    },
  });
}
