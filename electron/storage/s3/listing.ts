import type { OpenMultipart, StoredObject } from '../port.ts';
import { isMissing, storageError } from '../s3-errors.ts';
import type { S3Client } from './client.ts';

/** Objects of a page; small enough that reading one holds nothing up for longer than a frame. */
const pageSize = 500;

/** See `ObjectStore.list`. Rejects with an `AppError`. */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly StoredObject[]> {
  let token = '';
  for (;;) {
    const page = await client.listObjectsV2Query(bucket, prefix, token, '', pageSize, '').catch(absent);
    if (page === null) return;
    yield page.objects.flatMap(({ name, size, etag, lastModified }) =>
      name === undefined || lastModified === undefined
        ? []
        : [{ key: name, size, etag: etag ?? '', modified: lastModified }],
    );
    if (!page.isTruncated || page.nextContinuationToken === '') return;
    token = page.nextContinuationToken;
  }
}

/** See `ObjectStore.listMultiparts`. Rejects with an `AppError`. */
export async function* listMultiparts(
  client: S3Client,
  bucket: string,
): AsyncGenerator<readonly OpenMultipart[]> {
  let [key, id] = ['', ''];
  for (;;) {
    const page = await client.listIncompleteUploadsQuery(bucket, '', key, id, '').catch(absent);
    if (page === null) return;
    yield page.uploads.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
    if (!page.isTruncated || page.nextKeyMarker === key) return;
    [key, id] = [page.nextKeyMarker, page.nextUploadIdMarker];
  }
}

function absent(error: unknown): null {
  if (isMissing(error)) return null;
  throw storageError(error, 'listing a bucket');
}
