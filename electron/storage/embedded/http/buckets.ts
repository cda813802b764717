import { createBucket, deleteBucket, listBuckets, setLifecycle } from '../engine/buckets.ts';
import { listObjects } from '../engine/listing.ts';
import { withBytes } from '../engine/objects.ts';
import { checkBucketName } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import { bodyOf, type Context, isoDate, quoted, sendEmpty, sendXml } from './context.ts';
import { lifecycleXml, parseLifecycle } from './lifecycle-xml.ts';
import { nameEncoder } from './names.ts';
import { readSmallBody } from './receive-body.ts';
import { integerParameter } from './request.ts';
import type { XmlNode } from './xml.ts';

const MAX_XML_BYTES = 1024 ** 2;
const MAX_KEYS = 1000;
const OWNER = { ID: 'sparklio', DisplayName: 'sparklio' };

export function listBucketsHandler({ store, response }: Context): void {
  const Bucket = listBuckets(store).map(({ name, created }) => ({
    Name: name,
    CreationDate: isoDate(created),
  }));
  sendXml(response, 'ListAllMyBucketsResult', { Owner: OWNER, Buckets: { Bucket } });
}

export async function createBucketHandler(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  checkBucketName(request.bucket);
  // A location constraint may be there; with one region there is nothing to choose.
  await readSmallBody(message, { ...bodyOf(context) }, MAX_XML_BYTES);
  await createBucket(store, request.bucket);
  sendEmpty(response, 200, { location: `/${request.bucket}` });
}

export function headBucketHandler({ store, request, response, region }: Context): void {
  store.bucket(request.bucket);
  sendEmpty(response, 200, { 'x-amz-bucket-region': region });
}

export async function deleteBucketHandler({ store, request, response }: Context): Promise<void> {
  await deleteBucket(store, request.bucket);
  sendEmpty(response, 204);
}

export function locationHandler({ store, request, response, region }: Context): void {
  store.bucket(request.bucket);
  sendXml(response, 'LocationConstraint', region === 'us-east-1' ? {} : { '#text': region });
}

export function getLifecycleHandler({ store, request, response }: Context): void {
  const { lifecycle } = store.bucket(request.bucket);
  if (lifecycle === null) throw new S3Error('NoSuchLifecycleConfiguration');
  sendXml(response, 'LifecycleConfiguration', lifecycleXml(lifecycle));
}

export async function putLifecycleHandler(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  const rules = parseLifecycle(await readSmallBody(message, bodyOf(context), MAX_XML_BYTES));
  await setLifecycle(store, request.bucket, rules);
  sendEmpty(response, 200);
  context.expireSoon();
}

export async function deleteLifecycleHandler({ store, request, response }: Context): Promise<void> {
  await setLifecycle(store, request.bucket, null);
  sendEmpty(response, 204);
}

/** ListObjectsV2, and the first version for clients that still ask for it. */
export async function listObjectsHandler({ store, request, response }: Context): Promise<void> {
  const prefix = request.parameter('prefix') ?? '';
  const delimiter = request.parameter('delimiter') ?? '';
  const second = request.parameter('list-type') === '2';
  const limit = Math.min(
    integerParameter(request, 'max-keys', { min: 0, max: 2 ** 31, missing: MAX_KEYS }),
    MAX_KEYS,
  );
  const token = second ? request.parameter('continuation-token') : undefined;
  const start = request.parameter(second ? 'start-after' : 'marker') ?? '';
  const after = token === undefined || token === '' ? start : decodeToken(token);
  const listing = listObjects(store.bucket(request.bucket).objects, { prefix, delimiter, after, limit });
  const { prefixes, next } = listing;
  const objects = await withBytes(store, listing.objects);
  const name = nameEncoder(request);
  const paging: XmlNode = second
    ? {
        KeyCount: objects.length + prefixes.length,
        StartAfter: start === '' ? undefined : name(start),
        ContinuationToken: token,
        NextContinuationToken: next === null ? undefined : encodeToken(next),
      }
    : { Marker: name(start), NextMarker: next === null ? undefined : name(next) };
  sendXml(response, 'ListBucketResult', {
    Name: request.bucket,
    Prefix: name(prefix),
    Delimiter: delimiter === '' ? undefined : name(delimiter),
    MaxKeys: limit,
    EncodingType: request.parameter('encoding-type'),
    IsTruncated: next !== null,
    ...paging,
    Contents: objects.map((object) => ({
      Key: name(object.key),
      LastModified: isoDate(object.modified),
      ETag: quoted(object.etag),
      Size: object.size,
      Owner: !second || request.parameter('fetch-owner') === 'true' ? OWNER : undefined,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix: name(Prefix) })),
  });
}

function encodeToken(name: string): string {
  return Buffer.from(name, 'utf8').toString('base64url');
}

function decodeToken(token: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(token))
    throw new S3Error('InvalidArgument', 'The continuation token is not valid.');
  return Buffer.from(token, 'base64url').toString('utf8');
}
