import { describe, expect, it } from 'vitest';
import { sparkLine } from './spark-line.ts';

describe('the line of an hour', () => {
  it('breaks where there was no answer', () => {
    expect(sparkLine([null, 40, 20, null, null, 40, 10]).runs).toEqual(['M1.2 0L2.2 0.5', 'M5.2 0L6.2 0.75']);
  });

  it('draws a lone minute as a dash', () => {
    expect(sparkLine([null, 40, null]).runs).toEqual(['M1.2 0h0.6']);
  });

  it('keeps small figures small, so that a calm hour looks calm', () => {
    expect(sparkLine([1, 2]).runs).toEqual(['M0.2 0.95L1.2 0.9']);
  });

  it('tells the slowest minute, and nothing where none was measured', () => {
    expect(sparkLine([3, null, 81.5]).peak).toBe(81.5);
    expect(sparkLine([null, null])).toEqual({ runs: [], peak: null });
  });
});
