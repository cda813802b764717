import type { Sort } from '@shared/domain/query.ts';
import type { GridLayout, Group, Spacing } from './grid-layout.ts';
import { justify } from './justify.ts';
import { layOutList, layOutSquares } from './uniform.ts';

export interface LayOutInput {
  readonly kind: 'rows' | 'squares' | 'list';
  /** Width of the pane, px. */
  readonly width: number;
  /** Height of a row or side of a square, px. */
  readonly size: number;
  /** One byte an asset, as in `assets.outline`. */
  readonly ratios: Uint8Array;
  readonly groups: readonly Group[];
  /** Uploads in flight before the first asset. */
  readonly lead: number;
}

export const listRowHeight = 48;

const spacing: Spacing = { gap: 8, side: 16, top: 12, bottom: 32, header: 36 };
const grouped: Spacing = { ...spacing, top: 4 };
const list: Spacing = { gap: 0, side: 8, top: 4, bottom: 24, header: 36 };

/** Lays out uploads in flight and the assets behind them. */
export function layOutGrid({ kind, width, size, ratios, groups, lead }: LayOutInput): GridLayout {
  const count = lead + ratios.length;
  if (kind === 'list') return layOutList(count, listRowHeight, { ...list, width, groups });
  const around = groups.length > 0 ? grouped : spacing;
  if (kind === 'squares') return layOutSquares(count, size, { ...around, width, groups });
  let all = ratios;
  if (lead > 0) {
    // An upload has no size yet: 0 is laid out as a square.
    all = new Uint8Array(count);
    all.set(ratios, lead);
  }
  return justify(all, { ...around, width, rowHeight: size, groups });
}

/**
 * Groups by the day of adding, uploads in flight with those of today; none where the result is not sorted by date.
 *
 * @param today YYYY-MM-DD in UTC, as the days are
 */
export function dayGroups(
  days: readonly { readonly day: string; readonly count: number }[],
  sort: Sort,
  lead: number,
  today: string,
): Group[] {
  if (sort.by !== 'created') return [];
  const groups = days.map(({ day, count }) => ({ key: day, count }));
  if (lead === 0) return groups;
  const [first, ...others] = groups;
  if (first?.key === today) return [{ key: today, count: first.count + lead }, ...others];
  return [{ key: today, count: lead }, ...groups];
}
