import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [1000, '1 KB'],
    [10_240, '10 KB'],
    [999_499, '999 KB'],
    [999_600, '1 MB'],
    [8_400_000, '8.4 MB'],
    [123_400_000, '123 MB'],
    [1_500_000_000, '1.5 GB'],
    [312_000_000_000, '312 GB'],
    [2_000_000_000_000, '2 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'ko')).toBe(text);
  });

  it('never goes below nothing or past the largest unit', () => {
    expect(formatBytes(-5, 'en')).toBe('0 B');
    expect(formatBytes(5e18, 'en')).toBe('5,000 PB');
  });
});
