import { z } from 'zod';
import { copyObject, deleteObjects, putObject } from '../engine/objects.ts';
import { S3Error } from '../s3-error.ts';
import { attributesOf, storedHeaders, tagsFromHeader } from './attributes.ts';
import { copySourceCondition, writeCondition } from './conditions.ts';
import {
  bodyOf,
  type Context,
  isoDate,
  parseCopySource,
  quoted,
  sendEmpty,
  sendXml,
  writableKey,
} from './context.ts';
import { checksumHeaders, chunksOf, readSmallBody, receiveBody } from './receive-body.ts';
import { element, elements, leaf, parseXml } from './xml.ts';

const MAX_DELETE_BYTES = 4 * 1024 ** 2;
const deletion = z.object({
  Delete: element({
    Object: elements({ Key: leaf, VersionId: leaf.optional() }).max(1000),
    Quiet: leaf.optional(),
  }),
});

export async function putObjectHandler(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  const key = writableKey(context);
  const precondition = writeCondition(request.headers);
  const attributes = attributesOf(request.headers);
  const expected = bodyOf(context);
  // Refused before the body moves where that can be told already; decided again when it is committed.
  precondition(store.bucket(request.bucket).objects.get(key));
  if (key.endsWith('/') && expected.size !== 0) {
    throw new S3Error(
      'XMinioInvalidObjectName',
      'A key that ends with a slash can only hold an empty object.',
    );
  }
  const body = await receiveBody(chunksOf(message), store.blobs, expected);
  const object = await putObject(store, request.bucket, key, body, attributes, precondition);
  sendEmpty(response, 200, {
    etag: quoted(object.etag),
    ...checksumHeaders(object.sha256, expected.crc32),
  });
}

export async function copyObjectHandler(context: Context): Promise<void> {
  const { store, request, response } = context;
  const { headers } = request;
  const source = parseCopySource(headers.get('x-amz-copy-source') ?? '');
  const key = writableKey(context);
  const replaces = headers.get('x-amz-metadata-directive') === 'REPLACE';
  const replacesTags = headers.get('x-amz-tagging-directive') === 'REPLACE';
  if (source.bucket === request.bucket && source.key === key && !replaces && !replacesTags) {
    throw new S3Error('InvalidRequest', 'This copy request is illegal because it changes nothing.');
  }
  const copy = await copyObject(
    store,
    { ...source, precondition: copySourceCondition(headers) },
    {
      bucket: request.bucket,
      key,
      headers: replaces ? storedHeaders(headers) : null,
      tags: replacesTags ? tagsFromHeader(headers.get('x-amz-tagging')) : 'of source',
    },
  );
  sendXml(response, 'CopyObjectResult', { LastModified: isoDate(copy.modified), ETag: quoted(copy.etag) });
}

export async function deleteObjectHandler({ store, request, response }: Context): Promise<void> {
  await deleteObjects(store, request.bucket, [request.key]);
  sendEmpty(response, 204);
}

export async function deleteManyHandler(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  const { Delete } = parseXml(deletion, await readSmallBody(message, bodyOf(context), MAX_DELETE_BYTES));
  const keys = Delete.Object.map(({ Key }) => Key);
  await deleteObjects(store, request.bucket, keys);
  const quiet = Delete.Quiet === 'true';
  sendXml(response, 'DeleteResult', { Deleted: quiet ? undefined : keys.map((Key) => ({ Key })) });
}
