import type { IncomingMessage } from 'node:http';
import type { QueryPair } from '../auth/canonical.ts';
import { S3Error } from '../s3-error.ts';

/** A request in path style, parsed but not yet trusted. */
export interface S3Request {
  readonly method: string;
  /** decoded, with its leading slash */
  readonly path: string;
  /** '' for the service itself */
  readonly bucket: string;
  /** '' for the bucket itself */
  readonly key: string;
  readonly query: readonly QueryPair[];
  /** lower-case names; values decoded as UTF-8 */
  readonly headers: ReadonlyMap<string, string>;
  /** The first value of a query parameter; '' when it is given without one. */
  parameter(name: string): string | undefined;
}

/** @throws {S3Error} InvalidURI */
export function parseRequest(message: IncomingMessage): S3Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark === -1 ? url : url.slice(0, mark);
  if (!rawPath.startsWith('/')) throw new S3Error('InvalidURI');
  const path = decode(rawPath);
  const query = mark === -1 ? [] : parseQuery(url.slice(mark + 1));
  const slash = path.indexOf('/', 1);
  return {
    method: message.method ?? 'GET',
    path,
    bucket: slash === -1 ? path.slice(1) : path.slice(1, slash),
    key: slash === -1 ? '' : path.slice(slash + 1),
    query,
    headers: headersOf(message),
    parameter: (name) => query.find(([known]) => known === name)?.[1],
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new S3Error('InvalidURI', undefined, { cause: error });
  }
}

function parseQuery(text: string): QueryPair[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): QueryPair => {
      const equals = pair.indexOf('=');
      const part = (raw: string): string => decode(raw.replaceAll('+', ' '));
      return equals === -1 ? [part(pair), ''] : [part(pair.slice(0, equals)), part(pair.slice(equals + 1))];
    });
}

/** Node reads header bytes as Latin-1; clients send UTF-8 and sign that. */
function headersOf(message: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) {
      const text = Array.isArray(value) ? value.join(',') : value;
      headers.set(name, Buffer.from(text, 'latin1').toString('utf8'));
    }
  }
  return headers;
}

/** The other way round, for a header value that may hold any character. */
export function headerBytes(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** @throws {S3Error} InvalidArgument when the parameter is there but not a whole number within the range */
export function integerParameter(
  request: S3Request,
  name: string,
  range: { min: number; max: number; missing: number },
): number {
  const text = request.parameter(name);
  if (text === undefined || text === '') return range.missing;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= range.min)) throw new S3Error('InvalidArgument', `${name} is not a valid number.`);
  if (value > range.max) throw new S3Error('InvalidArgument', `${name} must be at most ${range.max}.`);
  return value;
}
