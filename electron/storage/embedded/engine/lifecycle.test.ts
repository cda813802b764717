import { expect, test } from 'vitest';
import type { StoredObject } from './catalogue.ts';
import { isExpired, isUploadExpired } from './lifecycle.ts';
import type { LifecycleRule } from './records.ts';

const rule: LifecycleRule = {
  id: 'temp',
  enabled: true,
  prefix: 'tmp/',
  tags: [],
  minSize: null,
  maxSize: null,
  expireDays: 7,
  expireAt: null,
  abortUploadDays: null,
};
const modified = Date.parse('2026-11-01T10:00:00Z');
const object: StoredObject = {
  key: 'tmp/a',
  size: 10,
  modified,
  etag: '',
  content: [],
  headers: {},
  tags: [['keep', 'no']],
  sha256: null,
};
const at = (time: string): number => Date.parse(time);

test('an object expires at the midnight UTC after its days have passed', () => {
  expect(isExpired(object, [rule], at('2026-11-08T23:59:59Z'))).toBe(false);
  expect(isExpired(object, [rule], at('2026-11-09T00:00:00Z'))).toBe(true);
});

test('a rule reaches only what its filter names', () => {
  const late = at('2027-01-01T00:00:00Z');
  expect(isExpired({ ...object, key: 'keep/a' }, [rule], late)).toBe(false);
  expect(isExpired(object, [{ ...rule, enabled: false }], late)).toBe(false);
  expect(isExpired(object, [{ ...rule, tags: [['keep', 'yes']] }], late)).toBe(false);
  expect(isExpired(object, [{ ...rule, tags: [['keep', 'no']] }], late)).toBe(true);
  expect(isExpired(object, [{ ...rule, minSize: 10 }], late)).toBe(false);
  expect(isExpired(object, [{ ...rule, maxSize: 11 }], late)).toBe(true);
});

test('a rule with a date takes everything from that moment on', () => {
  const dated = { ...rule, expireDays: null, expireAt: at('2026-12-01T00:00:00Z') };
  expect(isExpired(object, [dated], at('2026-11-30T23:59:59Z'))).toBe(false);
  expect(isExpired(object, [dated], at('2026-12-01T00:00:00Z'))).toBe(true);
});

test('an upload that was never completed expires by its own rule', () => {
  const upload = { key: 'tmp/a', started: modified };
  expect(isUploadExpired(upload, [rule], at('2027-01-01T00:00:00Z'))).toBe(false);
  expect(isUploadExpired(upload, [{ ...rule, abortUploadDays: 1 }], at('2026-11-03T00:00:00Z'))).toBe(true);
});
