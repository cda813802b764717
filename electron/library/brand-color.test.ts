import { expect, it } from 'vitest';
import { nextBrandColor } from './brand-color.ts';

it('every brand gets a colour of its own while there are some left', () => {
  const used: string[] = [];
  for (let brand = 0; brand < 10; brand += 1) used.push(nextBrandColor(used));
  expect(new Set(used).size).toBe(10);
  expect(nextBrandColor(used)).toBe(used[0]);
});
