import { createHmac, hash } from 'node:crypto';

/** Where and as whom to sign. `endpoint` is an origin, such as `http://127.0.0.1:9000`. */
export interface SigningTarget {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

export interface PresignRequest {
  readonly method: 'GET' | 'PUT' | 'HEAD';
  readonly bucket: string;
  readonly key: string;
  /** Seconds from `date`; S3 allows at most seven days. */
  readonly expires: number;
  /** Further query parameters, such as `response-content-disposition` or `partNumber`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers that the request must carry with these very values; lower-case names. `host` is always signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly date: Date;
}

export const maxExpirySeconds = 7 * 24 * 3600;

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** RFC 3986, as AWS signs it: everything but unreserved characters is escaped. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The path of an object, escaped as it is signed. */
export function objectPath(bucket: string, key: string): string {
  return `/${encode(bucket)}/${key.split('/').map(encode).join('/')}`;
}

/** `YYYYMMDDTHHMMSSZ`. */
function amzDate(date: Date): string {
  return date.toISOString().replace(/[:-]|\.\d{3}/g, '');
}

/**
 * Signs URLs by AWS Signature Version 4 (query form). Synchronous and without a request, so that a
 * screenful of thumbnails costs well under a millisecond a hundred; the day's signing key is kept.
 */
export function createPresigner(target: SigningTarget): (request: PresignRequest) => string {
  const host = new URL(target.endpoint).host;
  let signingKey: { day: string; key: Buffer } = { day: '', key: Buffer.alloc(0) };
  // A screenful of thumbnails differs in nothing but their keys.
  let latest: { readonly of: string; readonly parameters: string } = { of: '', parameters: '' };

  function keyOf(day: string): Buffer {
    if (signingKey.day !== day) {
      const scope = [day, target.region, 's3', 'aws4_request'];
      signingKey = { day, key: scope.reduce<Buffer | string>(hmac, `AWS4${target.secretKey}`) as Buffer };
    }
    return signingKey.key;
  }

  function parametersOf(query: Readonly<Record<string, string>>): string {
    const pairs = Object.entries(query);
    const of = pairs.flat().join('\n');
    if (latest.of !== of) {
      const parameters = pairs
        .map(([name, value]): [string, string] => [encode(name), encode(value)])
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      latest = { of, parameters };
    }
    return latest.parameters;
  }

  return ({ method, bucket, key, expires, query = {}, headers = {}, date }) => {
    if (!Number.isInteger(expires) || expires < 1 || expires > maxExpirySeconds) {
      throw new RangeError(`A presigned URL lives 1 to ${maxExpirySeconds} seconds`);
    }
    const time = amzDate(date);
    const day = time.slice(0, 8);
    const scope = `${day}/${target.region}/s3/aws4_request`;
    const path = objectPath(bucket, key);
    const signed = Object.entries({ ...headers, host }).sort(([a], [b]) => (a < b ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const parameters = parametersOf({
      ...query,
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${target.accessKey}/${scope}`,
      'X-Amz-Date': time,
      'X-Amz-Expires': String(expires),
      'X-Amz-SignedHeaders': names,
    });
    const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
    const canonical = `${method}\n${path}\n${parameters}\n${lines}\n${names}\nUNSIGNED-PAYLOAD`;
    const digest = hash('sha256', canonical);
    const signature = hmac(keyOf(day), `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).toString('hex');
    return `${target.endpoint}${path}?${parameters}&X-Amz-Signature=${signature}`;
  };
}

/**
 * Start of the time window that a moment is in. URLs signed from it are the same for the whole window,
 * so that the HTTP cache hits; an expiry of twice the window leaves at least one window of life.
 */
export function windowStart(now: number, windowSeconds: number): Date {
  const length = windowSeconds * 1000;
  return new Date(Math.floor(now / length) * length);
}
