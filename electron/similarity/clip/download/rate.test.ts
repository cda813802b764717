import { describe, expect, it } from 'vitest';
import { Rate } from './rate.ts';

describe('the speed of a download', () => {
  it('is not known from a single count', () => {
    const rate = new Rate();
    rate.add(0, 0);
    expect(rate.bytesPerSecond).toBeNull();
  });

  it('is that of the last seconds, not of the whole', () => {
    const rate = new Rate();
    for (let second = 0; second <= 60; second++) rate.add(second * 1_000, second * 10_000_000);
    for (let second = 61; second <= 70; second++)
      rate.add(second * 1_000, 600_000_000 + (second - 60) * 1_000);
    expect(rate.bytesPerSecond).toBe(1_000);
  });
});
