import type { GridLayout, GroupHeader } from './grid-layout.ts';

/** Indices from `from` (included) to `to` (excluded). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** px of an unscaled page. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Last index whose value is ≤ `value` in an ascending array; -1 when all are greater. */
function lastAtOrBelow(ascending: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Row that holds an item; -1 when there is none. */
export function rowOfItem(layout: GridLayout, index: number): number {
  if (index < 0 || index >= layout.count) return -1;
  return lastAtOrBelow(layout.rowStart, layout.rowTop.length, index);
}

/** Row at or above a height of the page, the first row above all; -1 in an empty layout. */
export function rowAt(layout: GridLayout, y: number): number {
  if (layout.rowTop.length === 0) return -1;
  return Math.max(0, lastAtOrBelow(layout.rowTop, layout.rowTop.length, y));
}

/** Rows that touch a stretch of the page. */
export function rowsBetween(layout: GridLayout, top: number, bottom: number): Range {
  const rows = layout.rowTop.length;
  if (rows === 0) return { from: 0, to: 0 };
  let from = rowAt(layout, top);
  if ((layout.rowTop[from] ?? 0) + (layout.rowHeight[from] ?? 0) < top) from += 1;
  const to = lastAtOrBelow(layout.rowTop, rows, bottom) + 1;
  return { from: Math.min(from, Math.max(from, to)), to: Math.max(from, to) };
}

export function itemsOfRows(layout: GridLayout, rows: Range): Range {
  if (rows.from >= rows.to) return { from: 0, to: 0 };
  return { from: layout.rowStart[rows.from] ?? 0, to: layout.rowStart[rows.to] ?? layout.count };
}

export function headersBetween(layout: GridLayout, top: number, bottom: number): readonly GroupHeader[] {
  const { headers } = layout;
  let low = 0;
  let high = headers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const header = headers[middle];
    if (header !== undefined && header.top + header.height < top) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < headers.length && (headers[end]?.top ?? 0) <= bottom) end += 1;
  return headers.slice(low, end);
}

export function rectOfItem(layout: GridLayout, index: number): Rect | null {
  const row = rowOfItem(layout, index);
  if (row < 0) return null;
  const left = layout.left[index] ?? 0;
  const top = layout.rowTop[row] ?? 0;
  return {
    left,
    top,
    right: left + (layout.itemWidth[index] ?? 0),
    bottom: top + (layout.rowHeight[row] ?? 0),
  };
}

/** Items that a rectangle touches, as one range a row, top to bottom. */
export function itemsInRect(layout: GridLayout, rect: Rect): Range[] {
  const rows = rowsBetween(layout, rect.top, rect.bottom);
  const found: Range[] = [];
  for (let row = rows.from; row < rows.to; row += 1) {
    const end = layout.rowStart[row + 1] ?? layout.count;
    let from = layout.rowStart[row] ?? 0;
    while (from < end && (layout.left[from] ?? 0) + (layout.itemWidth[from] ?? 0) < rect.left) from += 1;
    let to = from;
    while (to < end && (layout.left[to] ?? 0) <= rect.right) to += 1;
    if (to > from) found.push({ from, to });
  }
  return found;
}
