import { expect, it } from 'vitest';
import { afterCrash } from './retry.ts';

it('tries a request that was alone once more', () => {
  expect(afterCrash(1, true)).toBe('retry_alone');
});

it('gives up on one that was alone the second time', () => {
  expect(afterCrash(2, true)).toBe('fail');
});

it('never blames one among several', () => {
  expect(afterCrash(3, false)).toBe('retry_alone');
});
