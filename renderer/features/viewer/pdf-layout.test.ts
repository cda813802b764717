import { expect, it } from 'vitest';
import { layOutPages, pageInMiddle, pagesSeen } from './pdf-layout.ts';

const a4 = { width: 595, height: 842 };
const wide = { width: 842, height: 595 };

it('gives every page its own shape below the one before', () => {
  const layout = layOutPages(3, [a4, wide], a4, 595);
  expect(layout.heights).toEqual([842, 420, 842]);
  expect(layout.tops).toEqual([68, 68 + 842 + 12, 68 + 842 + 12 + 420 + 12]);
});

it('draws only what is seen and one page around it, however long the document is', () => {
  const layout = layOutPages(2000, [], a4, 595);
  const [first, last] = pagesSeen(layout, layout.tops[1000] ?? 0, 800);
  expect(first).toBe(999);
  expect(last).toBe(1001);
  expect(pagesSeen(layout, 0, 800)).toEqual([0, 1]);
  expect(pagesSeen(layout, layout.total - 800, 800)[1]).toBe(1999);
});

it('tells the page that is read', () => {
  const layout = layOutPages(10, [], a4, 595);
  expect(pageInMiddle(layout, 0, 800)).toBe(0);
  expect(pageInMiddle(layout, 842, 800)).toBe(1);
});
