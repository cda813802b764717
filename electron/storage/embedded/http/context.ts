import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Store } from '../engine/store.ts';
import { checkObjectKey } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import { type Expected, expectedBody } from './receive-body.ts';
import type { S3Request } from './request.ts';
import { buildXml, type XmlNode } from './xml.ts';

/** An authenticated request on its way through a handler. */
export interface Context {
  readonly store: Store;
  readonly region: string;
  readonly request: S3Request;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** SHA-256 in hex that the signature vouches for, or null */
  readonly payloadHash: string | null;
  /** To be called when the lifecycle of a bucket has changed. */
  readonly expireSoon: () => void;
}

export type Handler = (context: Context) => Promise<void> | void;

export function sendXml(response: ServerResponse, root: string, body: XmlNode, status = 200): void {
  const xml = Buffer.from(buildXml(root, body), 'utf8');
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': xml.length });
  response.end(xml);
}

export function sendEmpty(
  response: ServerResponse,
  status: 200 | 204,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': 0 }).end();
}

/** The key of the request, when it is one that may be written. @throws {S3Error} */
export function writableKey({ request }: Context): string {
  checkObjectKey(request.key);
  return request.key;
}

/** What the signature and the headers say about the body. @throws {S3Error} */
export function bodyOf(context: Context): Expected {
  return expectedBody(context.request, context.payloadHash);
}

/** @throws {S3Error} InvalidArgument, NoSuchKey */
export function parseCopySource(header: string): { bucket: string; key: string } {
  const [path = '', version] = header.split('?versionId=');
  if (version !== undefined && version !== 'null')
    throw new S3Error('NotImplemented', 'There are no versions.');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '');
  } catch (error) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source is not properly encoded.', { cause: error });
  }
  const slash = decoded.indexOf('/');
  if (slash < 1) throw new S3Error('InvalidArgument', 'x-amz-copy-source must name a bucket and a key.');
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
}

export function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}
