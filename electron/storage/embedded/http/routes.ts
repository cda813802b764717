import { S3Error, type S3ErrorCode } from '../s3-error.ts';
import {
  createBucketHandler,
  deleteBucketHandler,
  deleteLifecycleHandler,
  getLifecycleHandler,
  headBucketHandler,
  listBucketsHandler,
  listObjectsHandler,
  locationHandler,
  putLifecycleHandler,
} from './buckets.ts';
import { type Context, type Handler, sendXml } from './context.ts';
import { copyObjectHandler, deleteManyHandler, deleteObjectHandler, putObjectHandler } from './objects.ts';
import { sendObject } from './send-object.ts';
import { deleteTagging, getTagging, putTagging } from './tagging.ts';
import {
  abortUploadHandler,
  completeUploadHandler,
  copyPartHandler,
  createUploadHandler,
  listPartsHandler,
  listUploadsHandler,
  putPartHandler,
} from './uploads.ts';

/** Query parameters that name a part of a bucket or object, which a request is then about. */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'events',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versionId',
  'versions',
  'website',
] as const;

type Routes = Readonly<Record<string, Handler>>;

const BUCKET_ROUTES: Routes = {
  GET: listObjectsHandler,
  HEAD: headBucketHandler,
  PUT: createBucketHandler,
  DELETE: deleteBucketHandler,
  'GET location': locationHandler,
  'GET lifecycle': getLifecycleHandler,
  'PUT lifecycle': putLifecycleHandler,
  'DELETE lifecycle': deleteLifecycleHandler,
  'GET uploads': listUploadsHandler,
  'POST delete': deleteManyHandler,
  // What this store does not have, it says it has not set.
  'GET versioning': empty('VersioningConfiguration'),
  'GET notification': empty('NotificationConfiguration'),
  'GET policy': unset('NoSuchBucketPolicy'),
  'GET encryption': unset('ServerSideEncryptionConfigurationNotFoundError'),
  'GET object-lock': unset('ObjectLockConfigurationNotFoundError'),
  'GET tagging': unset('NoSuchTagSet'),
  'GET cors': unset('NoSuchCORSConfiguration'),
};

const OBJECT_ROUTES: Routes = {
  GET: sendObject,
  HEAD: sendObject,
  PUT: (context) => (isCopy(context) ? copyObjectHandler(context) : putObjectHandler(context)),
  DELETE: deleteObjectHandler,
  'GET tagging': getTagging,
  'PUT tagging': putTagging,
  'DELETE tagging': deleteTagging,
  'POST uploads': createUploadHandler,
  'GET uploadId': listPartsHandler,
  'PUT uploadId': (context) => (isCopy(context) ? copyPartHandler(context) : putPartHandler(context)),
  'POST uploadId': completeUploadHandler,
  'DELETE uploadId': abortUploadHandler,
};

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);

/** @throws {S3Error} NotImplemented, MethodNotAllowed */
export function routeOf({ method, bucket, key, query }: Context['request']): Handler {
  if (!KNOWN_METHODS.has(method)) throw new S3Error('MethodNotAllowed');
  if (bucket === '') {
    if (method === 'GET' && key === '') return listBucketsHandler;
    throw new S3Error('MethodNotAllowed');
  }
  const subresource = SUBRESOURCES.find((name) => query.some(([known]) => known === name));
  const handler = (key === '' ? BUCKET_ROUTES : OBJECT_ROUTES)[
    subresource === undefined ? method : `${method} ${subresource}`
  ];
  if (handler !== undefined) return handler;
  if (subresource === undefined) throw new S3Error('MethodNotAllowed');
  throw new S3Error('NotImplemented', `${method} of "${subresource}" is not supported by this store.`);
}

function isCopy({ request }: Context): boolean {
  return request.headers.has('x-amz-copy-source');
}

function unset(code: S3ErrorCode): Handler {
  return ({ store, request }) => {
    store.bucket(request.bucket);
    throw new S3Error(code);
  };
}

function empty(root: string): Handler {
  return ({ store, request, response }) => {
    store.bucket(request.bucket);
    sendXml(response, root, {});
  };
}
