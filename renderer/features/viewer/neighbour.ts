/** Numbers of the pages that hold the places `from` to `to` (both included) of a list of `pages` pages. */
export function pagesAround(from: number, to: number, pageSize: number, pages: number): number[] {
  const first = Math.max(0, Math.floor(from / pageSize));
  const last = Math.min(pages - 1, Math.floor(to / pageSize));
  return last < first ? [] : Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

/** How far an asset is looked for when others came or went before it. */
const reach = 400;

/**
 * Where an asset is now that was at `index` when it was opened: there, or at the nearest place among what is
 * loaded; `index` (held within the list) where it is not found.
 */
export function placeOf(
  id: string,
  index: number,
  idAt: (index: number) => string | undefined,
  total: number,
): number {
  if (idAt(index) === id) return index;
  for (let step = 1; step <= reach; step += 1) {
    if (idAt(index + step) === id) return index + step;
    if (idAt(index - step) === id) return index - step;
  }
  return total === 0 ? index : Math.min(index, total - 1);
}
