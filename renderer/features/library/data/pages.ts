import type { AssetSummary } from '@shared/domain/asset.ts';
import type { Range } from '../layout/locate.ts';

type Pages = ReadonlyMap<number, readonly AssetSummary[]>;

/** Numbers of the pages that hold a range of a result, ascending; the first one at least, if there is any. */
export function pagesOf(range: Range, total: number, pageSize: number): number[] {
  if (total === 0) return [0];
  const last = Math.ceil(total / pageSize) - 1;
  const first = Math.min(last, Math.max(0, Math.floor(range.from / pageSize)));
  const end = Math.min(last, Math.max(first, Math.ceil(range.to / pageSize) - 1));
  return Array.from({ length: end - first + 1 }, (_, offset) => first + offset);
}

export function sameIds(a: readonly AssetSummary[], b: readonly AssetSummary[]): boolean {
  return a.length === b.length && a.every((asset, index) => asset.id === b[index]?.id);
}

/** At most `limit` pages, those nearest to the wanted ones. */
export function nearestPages(
  pages: ReadonlyMap<number, readonly AssetSummary[]>,
  wanted: readonly number[],
  limit: number,
): Pages {
  if (pages.size <= limit) return pages;
  const middle = ((wanted[0] ?? 0) + (wanted.at(-1) ?? 0)) / 2;
  const kept = [...pages.keys()]
    .toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    .slice(0, limit);
  return new Map(kept.map((page) => [page, pages.get(page) ?? []]));
}

/**
 * How far the assets on screen moved between two loads of a result, by the first of them that is in both;
 * null when none is.
 *
 * @param first index of the first visible asset before
 */
export function anchorShift(before: Pages, after: Pages, first: number, pageSize: number): number | null {
  const places = new Map<string, number>();
  for (const [page, assets] of after) {
    for (const [position, asset] of assets.entries()) places.set(asset.id, page * pageSize + position);
  }
  for (let index = first; index < first + pageSize; index += 1) {
    const asset = before.get(Math.floor(index / pageSize))?.[index % pageSize];
    if (asset === undefined) return null;
    const place = places.get(asset.id);
    if (place !== undefined) return place - index;
  }
  return null;
}
