import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxObjectBytes, missingParts, planParts } from './parts.ts';

it('the parts of a file cover every byte once, in order, within the limits of S3', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 1024 ** 3 }), (size) => {
      const plan = planParts(size);
      expect(plan.length).toBeLessThanOrEqual(10_000);
      const gaps = plan.filter(({ part, start }, index) => {
        const before = plan[index - 1];
        return part !== index + 1 || start !== (before === undefined ? 0 : before.start + before.length);
      });
      expect(gaps).toEqual([]);
      const tooShort = plan.slice(0, -1).filter(({ length }) => length < 5 * 1024 * 1024);
      expect(tooShort).toEqual([]);
      expect(plan.reduce((sum, { length }) => sum + length, 0)).toBe(size);
    }),
    { numRuns: 30 },
  );
});

it('the largest object of S3 still fits into 10,000 parts', () => {
  expect(planParts(maxObjectBytes).length).toBeLessThanOrEqual(10_000);
});

it('a resumed upload sends only parts that the store lacks or has in another length', () => {
  const plan = planParts(20 * 1024 * 1024);
  const stored = [
    { part: 1, size: 8 * 1024 * 1024 },
    { part: 2, size: 5 * 1024 * 1024 },
  ];
  expect(missingParts(plan, stored).map(({ part }) => part)).toEqual([2, 3]);
});
