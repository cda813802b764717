import type { GridLayout } from './grid-layout.ts';
import { rectOfItem, rowAt, rowOfItem } from './locate.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** Moves by key, as `KeyboardEvent.key` names it. */
export const moveKeys: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

export interface Step {
  readonly index: number;
  /** Where vertical moves aim at, in px: kept while moving up and down, so that a short row does not shift them. */
  readonly aim: number | null;
}

/** Item of a row whose middle is closest to `x`. */
function closestInRow(layout: GridLayout, row: number, x: number): number {
  const end = layout.rowStart[row + 1] ?? layout.count;
  let best = layout.rowStart[row] ?? 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let index = best; index < end; index += 1) {
    const away = Math.abs((layout.left[index] ?? 0) + (layout.itemWidth[index] ?? 0) / 2 - x);
    if (away < distance) {
      distance = away;
      best = index;
    }
  }
  return best;
}

/**
 * Item that a key leads to from `index`; the same one at an edge, the first one from nowhere (-1).
 *
 * @param pageHeight height of what is seen at once, in px
 */
export function step(layout: GridLayout, from: Step, move: Move, pageHeight: number): Step {
  const last = layout.count - 1;
  if (last < 0) return { index: -1, aim: null };
  const rect = rectOfItem(layout, from.index);
  if (rect === null) return { index: move === 'last' ? last : 0, aim: null };
  switch (move) {
    case 'left':
      return { index: Math.max(0, from.index - 1), aim: null };
    case 'right':
      return { index: Math.min(last, from.index + 1), aim: null };
    case 'first':
      return { index: 0, aim: null };
    case 'last':
      return { index: last, aim: null };
    default: {
      const aim = from.aim ?? (rect.left + rect.right) / 2;
      const row = rowOfItem(layout, from.index);
      const target = targetRow(layout, row, move, rect.top, pageHeight);
      if (target === row) return { index: from.index, aim };
      return { index: closestInRow(layout, target, aim), aim };
    }
  }
}

function targetRow(
  layout: GridLayout,
  row: number,
  move: 'up' | 'down' | 'page-up' | 'page-down',
  top: number,
  pageHeight: number,
): number {
  const lastRow = layout.rowTop.length - 1;
  switch (move) {
    case 'up':
      return Math.max(0, row - 1);
    case 'down':
      return Math.min(lastRow, row + 1);
    case 'page-up':
      return Math.max(0, Math.min(row - 1, rowAt(layout, top - pageHeight)));
    case 'page-down':
      return Math.min(lastRow, Math.max(row + 1, rowAt(layout, top + pageHeight)));
  }
}

/**
 * Offset of the page at which an item is wholly seen, moved as little as possible.
 *
 * @param margin px to keep free above and below
 */
export function offsetToShow(
  layout: GridLayout,
  index: number,
  offset: number,
  viewHeight: number,
  margin: number,
): number {
  const rect = rectOfItem(layout, index);
  if (rect === null) return offset;
  // Moving up to the first row of a group shows its header too.
  const header = layout.headers.find((candidate) => candidate.top + candidate.height === rect.top);
  const top = (header?.top ?? rect.top) - margin;
  const bottom = rect.bottom + margin;
  const limit = Math.max(0, layout.height - viewHeight);
  if (top < offset || bottom - top > viewHeight) return Math.min(limit, Math.max(0, top));
  if (bottom > offset + viewHeight) return Math.min(limit, bottom - viewHeight);
  return offset;
}
