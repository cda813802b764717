import { describe, expect, it } from 'vitest';
import { formatPlayTime, formatWait } from './duration.ts';

describe('formatPlayTime', () => {
  it.each([
    [0, '0:00'],
    [32_400, '0:32'],
    [725_000, '12:05'],
    [3_729_000, '1:02:09'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatPlayTime(ms)).toBe(text);
  });
});

describe('formatWait', () => {
  it.each([
    [300, '1초'],
    [7_200, '8초'],
    [31_000, '35초'],
    [58_000, '1분'],
    [61_000, '2분'],
    [5_400_000, '2시간'],
    [200_000_000, '3일'],
  ])('rounds %d ms up to %s', (ms, text) => {
    expect(formatWait(ms, 'ko')).toBe(text);
  });

  it('knows one from many in English', () => {
    expect(formatWait(60_000, 'en')).toBe('1 minute');
    expect(formatWait(61_000, 'en')).toBe('2 minutes');
  });
});
