import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrollScale } from './scroll-scale.ts';

describe('scroll scale', () => {
  it('is one to one where the page fits into an element', () => {
    const scale = scrollScale(5000, 800);
    expect(scale.scaled).toBe(false);
    expect(scale.elementHeight).toBe(5000);
    expect(scale.toOffset(1234)).toBe(1234);
  });

  it('reaches both ends of a page of 40 million px', () => {
    const scale = scrollScale(40_000_000, 800);
    expect(scale.elementHeight).toBeLessThan(33_000_000);
    expect(scale.toOffset(0)).toBe(0);
    expect(scale.toOffset(scale.elementHeight - 800)).toBeCloseTo(40_000_000 - 800, 3);
  });

  it('finds the same place back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_000 }), (offset) => {
        const scale = scrollScale(100_000_000, 1000);
        expect(scale.toOffset(scale.toScrollTop(offset))).toBeCloseTo(offset, 3);
      }),
    );
  });

  it('does not scroll a page that is shorter than the view', () => {
    const scale = scrollScale(300, 800);
    expect(scale.toOffset(50)).toBe(0);
    expect(scale.toScrollTop(50)).toBe(0);
  });
});
