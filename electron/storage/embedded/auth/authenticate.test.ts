import { describe, expect, test } from 'vitest';
import { S3Error } from '../s3-error.ts';
import { KEYS, referenceSigner } from '../testing.ts';
import { Authenticator, type SignedMessage } from './authenticate.ts';

const HOST = '127.0.0.1:9000';
const NOW = new Date('2026-11-23T01:02:03Z');
const MINUTE = 60_000;
const authenticator = new Authenticator({ ...KEYS, region: 'us-east-1' });
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const wirePath = (path: string): string =>
  path.replace(/[^A-Za-z0-9\-._~/]/gu, (char) => encodeURIComponent(char).replace(/[!'()*]/g, hexOf));
const hexOf = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;

interface Wanted {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly secretKey?: string;
}

function requestOf({ method = 'GET', path = '/bucket/key', query = {}, headers = {} }: Wanted) {
  const base = { method, protocol: 'http:', hostname: '127.0.0.1', port: 9000, query };
  return { ...base, path: wirePath(path), headers: { host: HOST, ...headers } };
}

async function signedByHeader(wanted: Wanted = {}): Promise<SignedMessage> {
  const { method = 'GET', path = '/bucket/key', query = {} } = wanted;
  const signed = await referenceSigner(wanted).sign(requestOf(wanted), { signingDate: NOW });
  return { method, path, query: Object.entries(query), headers: new Map(Object.entries(signed.headers)) };
}

async function presigned(wanted: Wanted = {}, expiresIn = 60): Promise<SignedMessage> {
  const { method = 'GET', path = '/bucket/key' } = wanted;
  const headers = { ...wanted.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = requestOf({ ...wanted, headers });
  const signed = await referenceSigner(wanted).presign(request, { signingDate: NOW, expiresIn });
  const query = Object.entries(signed.query ?? {}).map(([name, value]) => [name, String(value)] as const);
  return { method, path, query, headers: new Map([['host', HOST]]) };
}

function codeFor(message: SignedMessage, now = NOW.getTime()): string {
  try {
    authenticator.authenticate(message, now);
    return 'accepted';
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

const withQuery = (message: SignedMessage, name: string, value: string): SignedMessage => ({
  ...message,
  query: message.query.map(([known, old]) => [known, known === name ? value : old]),
});

describe('signatures of the reference implementation', () => {
  const wanted: Wanted[] = [
    {},
    { path: '/' },
    { path: "/bucket/한글 파일 (1) [x]{y}!*~;:@$,+%20'.png" },
    { path: '/bucket/emoji-🎬/a=b&c.txt' },
    { query: { 'list-type': '2', prefix: 'a b/+', delimiter: '/', uploads: '' } },
    { method: 'PUT', headers: { 'x-amz-meta-name': '  two   spaces ', 'content-type': 'image/png' } },
    { method: 'DELETE', headers: { 'x-amz-meta-한글': '값' } },
  ];
  test.each(wanted)('are accepted in the header: %o', async (request) => {
    expect(codeFor(await signedByHeader(request))).toBe('accepted');
  });
  test.each(wanted.slice(0, 5))('are accepted in the query: %o', async (request) => {
    expect(codeFor(await presigned(request))).toBe('accepted');
  });
});

describe('a request signed by header', () => {
  test('vouches for the hash of its body', async () => {
    const message = await signedByHeader();
    expect(authenticator.authenticate(message, NOW.getTime()).payloadHash).toBe(EMPTY_SHA256);
  });

  test('is refused when it was signed with other keys', async () => {
    expect(codeFor(await signedByHeader({ secretKey: 'other' }))).toBe('SignatureDoesNotMatch');
    const message = await signedByHeader();
    const stranger = new Authenticator({ ...KEYS, accessKey: 'somebody', region: 'us-east-1' });
    expect(() => stranger.authenticate(message, NOW.getTime())).toThrow(new S3Error('InvalidAccessKeyId'));
  });

  test('is refused when anything it covers was changed', async () => {
    const message = await signedByHeader({ method: 'PUT', headers: { 'x-amz-meta-role': 'user' } });
    const changed: SignedMessage[] = [
      { ...message, method: 'DELETE' },
      { ...message, path: '/bucket/other' },
      { ...message, query: [['acl', '']] },
      { ...message, headers: new Map([...message.headers, ['x-amz-meta-role', 'admin']]) },
      { ...message, headers: new Map([...message.headers, ['host', 'elsewhere']]) },
      { ...message, headers: new Map([...message.headers, ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]) },
    ];
    expect(changed.map((other) => codeFor(other))).toEqual(changed.map(() => 'SignatureDoesNotMatch'));
  });

  test('is refused with an S3 header that it does not cover', async () => {
    const message = await signedByHeader();
    const headers = new Map([...message.headers, ['x-amz-copy-source', '/bucket/secret']]);
    expect(codeFor({ ...message, headers })).toBe('AccessDenied');
  });

  test('is refused when the clocks are more than a quarter of an hour apart', async () => {
    const message = await signedByHeader();
    expect(codeFor(message, NOW.getTime() + 14 * MINUTE)).toBe('accepted');
    expect(codeFor(message, NOW.getTime() + 16 * MINUTE)).toBe('RequestTimeTooSkewed');
    expect(codeFor(message, NOW.getTime() - 16 * MINUTE)).toBe('RequestTimeTooSkewed');
  });

  test('is told clearly that a body in signed chunks is not taken', async () => {
    const streaming = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    expect(codeFor(await signedByHeader({ method: 'PUT', headers: streaming }))).toBe('NotImplemented');
  });
});

describe('a presigned request', () => {
  test('holds until it expires, to the second', async () => {
    const message = await presigned({}, 60);
    expect(codeFor(message, NOW.getTime() + MINUTE)).toBe('accepted');
    expect(codeFor(message, NOW.getTime() + MINUTE + 1000)).toBe('AccessDenied');
  });

  test('cannot be made to last longer, nor beyond seven days', async () => {
    const message = await presigned();
    expect(codeFor(withQuery(message, 'X-Amz-Expires', '6000'))).toBe('SignatureDoesNotMatch');
    expect(codeFor(withQuery(message, 'X-Amz-Expires', '604801'))).toBe('AuthorizationQueryParametersError');
    expect(codeFor(withQuery(message, 'X-Amz-Expires', '-1'))).toBe('AuthorizationQueryParametersError');
  });

  test('is refused for another key, method, response header or repeated parameter', async () => {
    const message = await presigned({ query: { 'response-content-type': 'image/png' } });
    expect(codeFor({ ...message, path: '/bucket/other' })).toBe('SignatureDoesNotMatch');
    expect(codeFor({ ...message, method: 'PUT' })).toBe('SignatureDoesNotMatch');
    expect(codeFor(withQuery(message, 'response-content-type', 'text/html'))).toBe('SignatureDoesNotMatch');
    const twice = [...message.query, ['X-Amz-Expires', '604800'] as const];
    expect(codeFor({ ...message, query: twice })).toBe('AuthorizationQueryParametersError');
  });

  test('is refused when it leaves the host open', async () => {
    const message = withQuery(await presigned(), 'X-Amz-SignedHeaders', 'x-other');
    expect(codeFor(message)).toBe('AccessDenied');
  });
});

test('a request without any signature is refused', () => {
  const headers = new Map([['host', HOST]]);
  expect(codeFor({ method: 'GET', path: '/', query: [], headers })).toBe('AccessDenied');
});
