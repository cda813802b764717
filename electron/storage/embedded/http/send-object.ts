import { type OutgoingHttpHeaders, type ServerResponse, validateHeaderValue } from 'node:http';
import { blobsOf, segmentsOf } from '../engine/blob-references.ts';
import type { StoredObject } from '../engine/catalogue.ts';
import { getObject, withBytes } from '../engine/objects.ts';
import { S3Error } from '../s3-error.ts';
import { rangeStillHolds, readCondition } from './conditions.ts';
import { type Context, quoted } from './context.ts';
import { parseRange, sliceSegments } from './range.ts';
import { readSegments } from './read-segments.ts';
import { headerBytes, type S3Request } from './request.ts';

/** Query parameters of a signed request that set headers of its response. */
const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

/** An object opened as a page (SVG, HTML) can run nothing and reach nothing. */
const OBJECT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** GET and HEAD of an object: conditions, a range, overrides of the response's headers. */
export async function sendObject({ store, request, message, response }: Context): Promise<void> {
  const object = getObject(store, request.bucket, request.key);
  if ((await withBytes(store, [object])).length === 0) throw new S3Error('NoSuchKey');
  const condition = readCondition(object, request.headers);
  if (condition === 'failed') throw new S3Error('PreconditionFailed');
  const headers = responseHeaders(object, request);
  if (condition === 'not-modified') {
    response.writeHead(304, notModifiedHeaders(headers)).end();
    return;
  }
  const range = rangeStillHolds(object, request.headers.get('if-range'))
    ? parseRange(request.headers.get('range'), object.size)
    : undefined;
  const length = range === undefined ? object.size : range.end - range.start + 1;
  const status = range === undefined ? 200 : 206;
  headers['content-length'] = length;
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${object.size}`;
  if (message.method === 'HEAD' || length === 0) {
    response.writeHead(status, headers).end();
    return;
  }
  const whole = segmentsOf(object.content, object.size);
  const segments = range === undefined ? whole : sliceSegments(whole, range);
  const unpin = store.blobs.pin(blobsOf(object.content));
  try {
    await stream(response, status, headers, length, readSegments(store.blobs, segments));
  } finally {
    unpin();
  }
}

async function stream(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  length: number,
  chunks: AsyncGenerator<Buffer, void, undefined>,
): Promise<void> {
  let left = length;
  for await (const chunk of chunks) {
    // Only now, so that a blob that cannot be read is still answered with an error.
    if (!response.headersSent) response.writeHead(status, headers);
    left -= chunk.length;
    if (left === 0) {
      response.end(chunk);
    } else if (!response.write(chunk)) {
      await drained(response);
    }
    if (response.destroyed) return;
  }
}

/** Resolves when the client has taken what was written, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.once('drain', settle);
    response.once('close', settle);
    if (response.destroyed) settle();
  });
}

function responseHeaders(object: StoredObject, request: S3Request): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(object.headers)) headers[name] = headerBytes(value);
  for (const name of OVERRIDES) {
    const value = request.parameter(`response-${name}`);
    if (value === undefined) continue;
    headers[name] = overriddenHeader(name, value);
  }
  headers.etag = quoted(object.etag);
  headers['last-modified'] = new Date(object.modified).toUTCString();
  headers['accept-ranges'] = 'bytes';
  headers['content-security-policy'] = OBJECT_POLICY;
  if (object.tags !== null) headers['x-amz-tagging-count'] = object.tags.length;
  if (object.sha256 !== null && request.headers.get('x-amz-checksum-mode') === 'ENABLED') {
    headers['x-amz-checksum-sha256'] = object.sha256;
  }
  return headers;
}

function notModifiedHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const name of ['etag', 'last-modified', 'cache-control', 'expires']) {
    if (headers[name] !== undefined) kept[name] = headers[name];
  }
  return kept;
}

/** @throws {S3Error} InvalidArgument for a value that no header may have */
function overriddenHeader(name: string, value: string): string {
  const bytes = headerBytes(value);
  try {
    validateHeaderValue(name, bytes);
  } catch (error) {
    throw new S3Error('InvalidArgument', `response-${name} is not valid.`, { cause: error });
  }
  return bytes;
}
