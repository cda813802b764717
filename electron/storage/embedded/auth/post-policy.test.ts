import { expect, test } from 'vitest';
import { S3Error } from '../s3-error.ts';
import { checkPostPolicy } from './post-policy.ts';

const NOW = Date.parse('2026-11-23T00:00:00Z');
const conditions = [
  ['eq', '$bucket', 'b'],
  ['starts-with', '$key', 'up/'],
  { 'Content-Type': 'image/png' },
  ['content-length-range', 10, 1024],
];
const form = { bucket: 'b', key: 'up/a.png', 'content-type': 'image/png' };

function check(fields: Record<string, string>, policy: object = {}) {
  const document = { expiration: '2026-11-23T01:00:00.000Z', conditions, ...policy };
  const encoded = Buffer.from(JSON.stringify(document)).toString('base64');
  try {
    return checkPostPolicy(encoded, new Map(Object.entries(fields)), NOW);
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

test('a form that meets every condition may bring a file of the agreed size', () => {
  expect(check(form)).toEqual({ minSize: 10, maxSize: 1024 });
});

test('a form with another key, type or an extra field is refused', () => {
  expect(check({ ...form, key: 'other/a.png' })).toBe('AccessDenied');
  expect(check({ ...form, 'content-type': 'text/html' })).toBe('AccessDenied');
  expect(check({ ...form, 'x-amz-meta-extra': '1' })).toBe('AccessDenied');
  expect(check({ bucket: 'b', key: 'up/a.png' })).toBe('AccessDenied');
});

test('a policy that is over, leaves key or bucket open, or cannot be read is refused', () => {
  expect(check(form, { expiration: '2026-11-22T23:59:59.000Z' })).toBe('AccessDenied');
  expect(check(form, { conditions: conditions.slice(1) })).toBe('AccessDenied');
  expect(check(form, { conditions: [['matches', '$key', '.*']] })).toBe('InvalidPolicyDocument');
});
