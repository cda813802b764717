import { describe, expect, it } from 'vitest';
import { S3Failure } from './s3/failure.ts';
import { isMissing, storageCause, storageError } from './s3-errors.ts';

const failure = (statusCode: number, code: string) =>
  new S3Failure({ statusCode, headers: {} }, `<Error><Code>${code}</Code></Error>`);

describe('a failure of the object store', () => {
  it.each([
    [failure(507, 'XMinioStorageFull'), 'disk_full', 'storage_full', true],
    [failure(403, 'QuotaExceeded'), 'disk_full', 'storage_full', true],
    [failure(403, 'AccessDenied'), 'permission_denied', 'bucket_denied', false],
    [failure(403, 'InvalidAccessKeyId'), 'server_part_failed', 'wrong_access_key', false],
    [failure(403, 'SignatureDoesNotMatch'), 'server_part_failed', 'wrong_secret_key', false],
    [failure(503, 'SlowDown'), 'service_unavailable', 'overloaded', true],
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'service_unavailable', 'connection_lost', true],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'service_unavailable', 'refused', true],
  ])('is told apart from others: %s', (error, code, cause, retry) => {
    expect(storageError(error, 'working')).toMatchObject({
      code,
      retry,
      details: { part: 'storage', cause },
    });
  });

  it('is not blamed on anything where its answer says nothing', () => {
    expect(storageCause(new Error('odd'))).toBeNull();
    expect(storageError(new Error('odd'), 'working')).toMatchObject({ code: 'service_unavailable' });
  });

  it('names what is missing as missing', () => {
    expect(isMissing(failure(404, 'NoSuchKey'))).toBe(true);
    expect(isMissing(new S3Failure({ statusCode: 404, headers: {} }, ''))).toBe(true);
    expect(isMissing(failure(403, 'AccessDenied'))).toBe(false);
  });
});

describe('an answer that says which region is meant', () => {
  const body = (text: string) => new S3Failure({ statusCode: 400, headers: {} }, text).region;
  it.each([
    [
      "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region is wrong; expecting 'ap-northeast-2'.</Message><Region>ap-northeast-2</Region></Error>",
      'ap-northeast-2',
    ],
    ['<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>', 'eu-west-1'],
    ['<Error><Code>AccessDenied</Code></Error>', null],
  ])('%s', (text, region) => expect(body(text)).toBe(region));

  it('may do so in a header', () => {
    const headers = { 'x-amz-bucket-region': 'us-west-2' };
    expect(new S3Failure({ statusCode: 301, headers }, '').region).toBe('us-west-2');
  });
});
