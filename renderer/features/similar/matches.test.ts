import { describe, expect, it } from 'vitest';
import { countAbove, similarityPercent, wordsScale } from './matches.ts';

const results = [0.98, 0.8, 0.8, 0.61, 0.2].map((similarity) => ({ similarity }));

it('keeps results at or above the threshold', () => {
  expect([0, 0.2, 0.5, 0.8, 0.99].map((threshold) => countAbove(results, threshold))).toEqual([
    5, 5, 4, 3, 0,
  ]);
  expect(countAbove([], 0.5)).toBe(0);
});

it('says 100 % of the same picture only', () => {
  expect(similarityPercent(1)).toBe(100);
  expect(similarityPercent(0.9999)).toBe(100);
  expect(similarityPercent(0.997)).toBe(99);
  expect(similarityPercent(0.614)).toBe(61);
  expect(similarityPercent(-0.1)).toBe(0);
});

describe('the scale of a search by words', () => {
  it('ends just above the best picture, and never so low that it can hardly be set', () => {
    expect(wordsScale(0.31)).toBe(0.4);
    expect(wordsScale(0.04)).toBe(0.1);
    expect(wordsScale(0.97)).toBe(1);
    expect(wordsScale(null)).toBe(1);
  });
});
