import type { Size } from './zoom.ts';

/** Pages one below the other, all of one width; px from the top of the first page's margin. */
interface PdfLayout {
  tops: number[];
  heights: number[];
  total: number;
}

const above = 68;
const below = 120;
const gap = 12;

/** Places `count` pages; those not measured yet are taken to be like the first. */
export function layOutPages(count: number, sizes: readonly Size[], first: Size, width: number): PdfLayout {
  const tops: number[] = [];
  const heights: number[] = [];
  let top = above;
  for (let index = 0; index < count; index += 1) {
    const size = sizes[index] ?? first;
    const height = Math.max(1, Math.round((width * size.height) / size.width));
    tops.push(top);
    heights.push(height);
    top += height + gap;
  }
  return { tops, heights, total: Math.max(above, top - gap) + below };
}

/** Pages that touch what is seen, and one more on either side: first and last index. */
export function pagesSeen({ tops, heights }: PdfLayout, top: number, height: number): [number, number] {
  const first = Math.max(0, lastAtOrAbove(tops, top));
  let last = Math.max(first, lastAtOrAbove(tops, top + height));
  last = Math.min(tops.length - 1, last + 1);
  return [(tops[first] ?? 0) + (heights[first] ?? 0) > top ? Math.max(0, first - 1) : first, last];
}

/** The page in the middle of what is seen. */
export function pageInMiddle({ tops }: PdfLayout, top: number, height: number): number {
  return Math.max(0, lastAtOrAbove(tops, top + height / 2));
}

function lastAtOrAbove(tops: readonly number[], place: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tops[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
