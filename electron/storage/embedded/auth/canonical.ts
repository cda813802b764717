import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A query parameter, decoded. */
export type QueryPair = readonly [name: string, value: string];

export interface CanonicalRequest {
  readonly method: string;
  /** decoded, with its leading slash */
  readonly path: string;
  readonly query: readonly QueryPair[];
  /** lower-case names in ascending order, with their values as they came */
  readonly headers: readonly QueryPair[];
  /** SHA-256 in hex, or one of the words that stand in its place */
  readonly payloadHash: string;
}

/** `YYYYMMDD/region/s3/aws4_request` */
export interface CredentialScope {
  readonly day: string;
  readonly region: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** RFC 3986 encoding as SigV4 wants it: everything but the unreserved characters. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => byText(a, b) || byText(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

export function canonicalRequest(request: CanonicalRequest): string {
  return [
    request.method,
    request.path.split('/').map(uriEncode).join('/'),
    canonicalQuery(request.query),
    ...request.headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    request.headers.map(([name]) => name).join(';'),
    request.payloadHash,
  ].join('\n');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest();
}

/** Derives signing keys and signs with them; a day's key is derived once. */
export class Signer {
  private cached: { day: string; key: Buffer } | undefined;

  constructor(
    private readonly secretKey: string,
    private readonly region: string,
  ) {}

  /** Signature in hex over `text` for the given day (YYYYMMDD). */
  sign(day: string, text: string): string {
    if (this.cached?.day !== day) {
      const keys = [day, this.region, 's3', 'aws4_request'];
      this.cached = { day, key: keys.reduce(hmac, Buffer.from(`AWS4${this.secretKey}`, 'utf8')) };
    }
    return hmac(this.cached.key, text).toString('hex');
  }

  signRequest(timestamp: string, request: CanonicalRequest): string {
    const day = timestamp.slice(0, 8);
    const digest = createHash('sha256').update(canonicalRequest(request), 'utf8').digest('hex');
    const scope = `${day}/${this.region}/s3/aws4_request`;
    return this.sign(day, [ALGORITHM, timestamp, scope, digest].join('\n'));
  }
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
