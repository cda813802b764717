import { describe, expect, it } from 'vitest';
import { addSample, remainingMs, type Sample } from './transfer-rate.ts';

const readings = (...pairs: [number, number][]): readonly Sample[] =>
  pairs.reduce<readonly Sample[]>((samples, [at, bytes]) => addSample(samples, { at, bytes }), []);

describe('the remaining time', () => {
  it('follows from the rate between the first and the last reading', () => {
    expect(remainingMs(readings([0, 0], [2000, 1_000_000]), 3_000_000)).toBe(6000);
  });

  it('is not told from too little, or while nothing moves', () => {
    expect(remainingMs([], 10)).toBeNull();
    expect(remainingMs(readings([0, 0], [500, 900]), 10)).toBeNull();
    expect(remainingMs(readings([0, 100], [5000, 100]), 10)).toBeNull();
  });

  it('forgets how fast it went long ago', () => {
    const samples = readings([0, 0], [1000, 100_000_000], [20_000, 100_000_000], [24_000, 104_000_000]);
    expect(samples.map(({ at }) => at)).toEqual([20_000, 24_000]);
    expect(remainingMs(samples, 1_000_000)).toBe(1000);
  });

  it('is nothing when more was sent than announced', () => {
    expect(remainingMs(readings([0, 0], [2000, 10]), -5)).toBe(0);
  });
});
