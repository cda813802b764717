import { expect, it } from 'vitest';
import { countFound } from './recall.ts';

it('counts the true nearest among what was found', () => {
  expect(countFound([0.1, 0.2, 0.3], [0.1, 0.3, 0.5])).toBe(2);
  expect(countFound([], [0.1])).toBe(0);
});

it('takes what is as near for as good, and no more than there are', () => {
  expect(countFound([0.1, 0.2], [0.1, 0.2, 0.2, 0.2])).toBe(2);
  expect(countFound([0.1, 0.2], [0.1, 0.2000000001])).toBe(2);
});
