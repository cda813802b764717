import { expect, test } from 'vitest';
import { checkObjectKey, isValidBucketName } from './limits.ts';

test.each(['dev-sparklio-assets', 'abc', 'a.b.c', '0bucket'])('%s is a bucket name', (name) => {
  expect(isValidBucketName(name)).toBe(true);
});

test.each(['', 'ab', 'Bad_Name', '-abc', 'abc-', 'a..b', '192.168.0.1', '..', 'a/b', 'x'.repeat(64)])(
  '"%s" is no bucket name',
  (name) => {
    expect(isValidBucketName(name)).toBe(false);
  },
);

test.each(['a', 'images/한글 (1).png', 'folder/', 'dots.../x.', '.hidden', 'CON', `${'가'.repeat(85)}/x`])(
  '%s may be a key',
  (key) => {
    expect(() => checkObjectKey(key)).not.toThrow();
  },
);

test.each([
  '',
  '/a',
  'a//b',
  '..',
  '../a',
  'a/../b',
  'a/..',
  './a',
  'nul\0',
  '\ud800',
  '가'.repeat(86),
  'x/'.repeat(513),
])('%j may be no key', (key) => {
  expect(() => checkObjectKey(key)).toThrow();
});
