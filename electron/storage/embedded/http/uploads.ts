import { createHash } from 'node:crypto';
import { z } from 'zod';
import { blobsOf, segmentsOf } from '../engine/blob-references.ts';
import type { StoredObject } from '../engine/catalogue.ts';
import { getObject, type NewContent } from '../engine/objects.ts';
import type { Store } from '../engine/store.ts';
import {
  abortUpload,
  completeUpload,
  createUpload,
  getUpload,
  listUploads,
  putPart,
  type UploadAddress,
} from '../engine/uploads.ts';
import { MAX_PARTS } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import { attributesOf } from './attributes.ts';
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
import { nameEncoder } from './names.ts';
import { parseRange, sliceSegments } from './range.ts';
import { readSegments } from './read-segments.ts';
import { checksumHeaders, chunksOf, readSmallBody, receiveBody } from './receive-body.ts';
import { integerParameter } from './request.ts';
import { element, elements, leaf, parseXml, wholeNumber } from './xml.ts';

const MAX_COMPLETE_BYTES = 4 * 1024 ** 2;
const STORAGE = { StorageClass: 'STANDARD' };

const completion = z.object({
  CompleteMultipartUpload: element({
    Part: elements({
      PartNumber: wholeNumber(1, MAX_PARTS),
      ETag: leaf.transform((etag) => etag.trim().replace(/^"(.*)"$/, '$1')),
    }).max(MAX_PARTS),
  }),
});

function addressOf({ request }: Context): UploadAddress {
  return { bucket: request.bucket, key: request.key, uploadId: request.parameter('uploadId') ?? '' };
}

export async function createUploadHandler(context: Context): Promise<void> {
  const { store, request, response } = context;
  const { bucket } = request;
  const key = writableKey(context);
  const uploadId = await createUpload(store, bucket, key, attributesOf(request.headers));
  sendXml(response, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploadId });
}

export async function putPartHandler(context: Context): Promise<void> {
  const { store, message, response } = context;
  const address = addressOf(context);
  const number = partNumber(context);
  getUpload(store, address);
  const expected = bodyOf(context);
  const body = await receiveBody(chunksOf(message), store.blobs, expected);
  const part = await putPart(store, address, number, body);
  sendEmpty(response, 200, {
    etag: quoted(part.etag),
    ...checksumHeaders(part.sha256, expected.crc32),
  });
}

export async function copyPartHandler(context: Context): Promise<void> {
  const { store, request, response } = context;
  const address = addressOf(context);
  const number = partNumber(context);
  getUpload(store, address);
  const from = parseCopySource(request.headers.get('x-amz-copy-source') ?? '');
  const source = getObject(store, from.bucket, from.key);
  copySourceCondition(request.headers)(source);
  const unpin = store.blobs.pin(blobsOf(source.content));
  try {
    const body = await borrow(store, source, request.headers.get('x-amz-copy-source-range'));
    const part = await putPart(store, address, number, body);
    sendXml(response, 'CopyPartResult', { LastModified: isoDate(part.modified), ETag: quoted(part.etag) });
  } finally {
    unpin();
  }
}

/** A stretch of an object as the content of a part. It is read for its MD5 only. */
async function borrow(store: Store, source: StoredObject, header: string | undefined): Promise<NewContent> {
  const range = parseRange(header, source.size);
  if (header !== undefined && range === undefined)
    throw new S3Error('InvalidArgument', 'The range is not valid.');
  const whole = segmentsOf(source.content, source.size);
  const segments = range === undefined ? whole : sliceSegments(whole, range);
  const md5 = createHash('md5');
  for await (const chunk of readSegments(store.blobs, segments)) md5.update(chunk);
  const size = segments.reduce((sum, [, , length]) => sum + length, 0);
  return { content: [...segments], newBlobs: [], size, md5: md5.digest('hex'), sha256: null };
}

function partNumber({ request }: Context): number {
  const number = integerParameter(request, 'partNumber', { min: 1, max: MAX_PARTS, missing: 0 });
  if (number === 0) throw new S3Error('InvalidArgument', 'partNumber is missing.');
  return number;
}

export async function completeUploadHandler(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  const body = await readSmallBody(message, bodyOf(context), MAX_COMPLETE_BYTES);
  const listed = parseXml(completion, body).CompleteMultipartUpload.Part.map(({ PartNumber, ETag }) => ({
    number: PartNumber,
    etag: ETag,
  }));
  const object = await completeUpload(store, addressOf(context), listed, writeCondition(request.headers));
  const { bucket } = request;
  sendXml(response, 'CompleteMultipartUploadResult', {
    Location: `/${bucket}/${object.key}`,
    Bucket: bucket,
    Key: object.key,
    ETag: quoted(object.etag),
  });
}

export async function abortUploadHandler(context: Context): Promise<void> {
  await abortUpload(context.store, addressOf(context));
  sendEmpty(context.response, 204);
}

export function listPartsHandler(context: Context): void {
  const { store, request, response } = context;
  const upload = getUpload(store, addressOf(context));
  const after = integerParameter(request, 'part-number-marker', { min: 0, max: 2 ** 31, missing: 0 });
  const limit = Math.min(
    integerParameter(request, 'max-parts', { min: 0, max: 2 ** 31, missing: 1000 }),
    1000,
  );
  const rest = [...upload.parts.values()]
    .filter(({ number }) => number > after)
    .sort((a, b) => a.number - b.number);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  sendXml(response, 'ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    ...STORAGE,
    PartNumberMarker: after,
    NextPartNumberMarker: last?.number ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: isoDate(part.modified),
      ETag: quoted(part.etag),
      Size: part.size,
      ChecksumSHA256: part.sha256 ?? undefined,
    })),
  });
}

/** Any prefix is honoured, where MinIO only knows the whole key. */
export function listUploadsHandler({ store, request, response }: Context): void {
  const prefix = request.parameter('prefix') ?? '';
  const delimiter = request.parameter('delimiter') ?? '';
  const keyMarker = request.parameter('key-marker') ?? '';
  const idMarker = request.parameter('upload-id-marker') ?? '';
  const limit = Math.min(
    integerParameter(request, 'max-uploads', { min: 0, max: 2 ** 31, missing: 1000 }),
    1000,
  );
  const name = nameEncoder(request);
  const all = listUploads(store, request.bucket).filter(({ key }) => key.startsWith(prefix));
  const folded = (key: string): string | null => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at === -1 ? null : key.slice(0, at + delimiter.length);
  };
  const plain = all.filter(({ key }) => folded(key) === null);
  const markerAt = plain.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const rest =
    markerAt === -1
      ? plain.filter(({ key }) => keyMarker === '' || key > keyMarker)
      : plain.slice(markerAt + 1);
  const page = rest.slice(0, limit);
  const truncated = rest.length > page.length;
  const prefixes = new Set(all.flatMap(({ key }) => folded(key) ?? []));
  sendXml(response, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: name(prefix),
    Delimiter: delimiter === '' ? undefined : name(delimiter),
    KeyMarker: name(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: truncated ? name(page.at(-1)?.key ?? '') : '',
    NextUploadIdMarker: truncated ? (page.at(-1)?.id ?? '') : '',
    EncodingType: request.parameter('encoding-type'),
    MaxUploads: limit,
    IsTruncated: truncated,
    Upload: page.map(({ key, id, started }) => ({
      Key: name(key),
      UploadId: id,
      Initiated: isoDate(started),
      ...STORAGE,
    })),
    CommonPrefixes: [...prefixes].map((Prefix) => ({ Prefix: name(Prefix) })),
  });
}
