import { expect, it } from 'vitest';
import { freeSlug, slugOf } from './slug.ts';

it.each([
  ['봄 캠페인 2026!', '봄-캠페인-2026'],
  ['  A / B  ', 'a-b'],
  ['!!!', 'brand'],
  ['ＡＢＣ', 'abc'],
])('%s is %s in an address', (name, slug) => {
  expect(slugOf(name, 'brand')).toBe(slug);
});

it('counts on from names that are taken', () => {
  expect(freeSlug('a', new Set(['a', 'a-2']))).toBe('a-3');
  expect(freeSlug('b', new Set(['a']))).toBe('b');
});
