import type { GridLayout } from '../layout/grid-layout.ts';
import { rowAt, rowOfItem } from '../layout/locate.ts';

/** What stays in its place on screen while the layout around it changes. */
export interface Anchor {
  /** Asset at the top of the view; null at the very top, which stays the top. */
  readonly asset: number | null;
  /** px from the top of its row to the top of the view. */
  readonly below: number;
}

export const topAnchor: Anchor = { asset: null, below: 0 };

/** At most this far from the top counts as being at the top, px. */
const atTop = 4;

/** @param lead uploads in flight before the first asset */
export function anchorAt(layout: GridLayout, offset: number, lead: number): Anchor {
  if (offset <= atTop) return topAnchor;
  let row = rowAt(layout, offset);
  if (row < 0) return topAnchor;
  // Where uploads in flight are at the top of the view, the first asset below them holds the place.
  while (row < layout.rowTop.length - 1 && (layout.rowStart[row + 1] ?? 0) <= lead) row += 1;
  const asset = Math.max(0, (layout.rowStart[row] ?? 0) - lead);
  return { asset, below: offset - (layout.rowTop[row] ?? 0) };
}

/** The offset at which an anchor is where it was. */
export function offsetOf(layout: GridLayout, anchor: Anchor, lead: number): number {
  if (anchor.asset === null || layout.count === 0) return 0;
  const cell = Math.min(layout.count - 1, Math.max(0, anchor.asset + lead));
  const row = rowOfItem(layout, cell);
  return Math.max(0, (layout.rowTop[row] ?? 0) + anchor.below);
}
