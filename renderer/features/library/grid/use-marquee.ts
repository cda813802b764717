import { type RefObject, useEffect, useRef, useState } from 'react';
import { useSelection } from '../../../app/selection-store.ts';
import { isMac } from '../../../app/shortcut.ts';
import { assetAt, type Shown } from '../data/result-source.ts';
import type { GridLayout } from '../layout/grid-layout.ts';
import { itemsInRect, type Range, type Rect } from '../layout/locate.ts';
import type { Select } from '../selection/use-select.ts';
import type { GridScroll } from './use-grid-scroll.ts';

export interface MarqueeInput {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly layout: GridLayout;
  readonly lead: number;
  readonly shown: Shown;
  readonly scroll: GridScroll;
  readonly select: Select;
}

/** Dragging fewer px than this is a click. */
const threshold = 4;
/** Within this many px of an edge the grid scrolls by itself, faster the closer. */
const edge = 48;
const fastest = 22;

/** Rectangle between two points of the page. */
export function rectBetween(a: { x: number; y: number }, b: { x: number; y: number }): Rect {
  return {
    left: Math.min(a.x, b.x),
    right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y),
  };
}

/** px to scroll by in one frame for a pointer at `y` of a view. */
export function edgeSpeed(y: number, viewHeight: number): number {
  if (y < edge) return -Math.ceil(Math.min(1, (edge - y) / edge) * fastest);
  if (y > viewHeight - edge) return Math.ceil(Math.min(1, (y - (viewHeight - edge)) / edge) * fastest);
  return 0;
}

/**
 * Selects by pulling a rectangle over free space; near the edges the grid scrolls along.
 * Answers the rectangle to draw, in px of the page, and how to begin.
 */
export function useMarquee(input: MarqueeInput): {
  rect: Rect | null;
  begin: (event: PointerEvent | React.PointerEvent) => void;
} {
  const latest = useRef(input);
  latest.current = input;
  const [rect, setRect] = useState<Rect | null>(null);
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);

  const begin = (event: PointerEvent | React.PointerEvent): void => {
    const element = latest.current.scroller.current;
    if (element === null) return;
    const bounds = element.getBoundingClientRect();
    const toPage = (x: number, y: number) => ({
      x: x - bounds.left,
      y: Math.min(bounds.height, Math.max(0, y - bounds.top)) + latest.current.scroll.offset(),
    });
    const start = toPage(event.clientX, event.clientY);
    const before =
      event.shiftKey || (isMac ? event.metaKey : event.ctrlKey) ? useSelection.getState().ids : null;
    let pointer = { x: event.clientX, y: event.clientY };
    let pulled = false;
    let frame = 0;
    let ranges: Range[] = [];

    const update = (): void => {
      const now = rectBetween(start, toPage(pointer.x, pointer.y));
      if (!pulled && now.right - now.left < threshold && now.bottom - now.top < threshold) return;
      pulled = true;
      setRect(now);
      const { layout, lead, shown } = latest.current;
      ranges = itemsInRect(layout, now).map(({ from, to }) => ({ from: from - lead, to: to - lead }));
      const ids = new Set(before);
      for (const { from, to } of ranges) {
        for (let index = Math.max(0, from); index < to; index += 1) {
          const asset = assetAt(shown, index);
          if (asset !== undefined) ids.add(asset.id);
        }
      }
      useSelection.setState({ ids });
    };
    const tick = (): void => {
      frame = requestAnimationFrame(tick);
      const speed = edgeSpeed(pointer.y - bounds.top, bounds.height);
      if (speed === 0 || !pulled) return;
      latest.current.scroll.scrollTo(latest.current.scroll.offset() + speed);
      update();
    };
    const onMove = (move: PointerEvent): void => {
      pointer = { x: move.clientX, y: move.clientY };
      update();
    };
    const end = (): void => {
      stop.current();
      if (!pulled && before === null) useSelection.setState({ ids: new Set() });
      if (pulled) void finish(ranges, before, latest.current);
    };
    stop.current = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      setRect(null);
      stop.current = () => {};
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    frame = requestAnimationFrame(tick);
  };
  return { rect, begin };
}

/** Adds what the rectangle passed too fast to be loaded, and sets where keys go on from. */
async function finish(
  ranges: readonly Range[],
  before: ReadonlySet<unknown> | null,
  { shown, select }: MarqueeInput,
): Promise<void> {
  const first = Math.max(0, ranges[0]?.from ?? 0);
  const last = (ranges.at(-1)?.to ?? 0) - 1;
  if (last < first) return;
  const firstAsset = assetAt(shown, first);
  if (firstAsset !== undefined) {
    useSelection.setState({ focus: { id: firstAsset.id, index: first }, anchor: first });
  }
  const missing = ranges.some(({ from, to }) => {
    for (let index = Math.max(0, from); index < to; index += 1)
      if (assetAt(shown, index) === undefined) return true;
    return false;
  });
  if (!missing) return;
  const selected = useSelection.getState().ids;
  const ids = await select.idsOf(first, last).catch(() => []);
  // Something else was selected meanwhile.
  if (useSelection.getState().ids !== selected) return;
  const all = new Set(before === null ? [] : selected);
  for (const { from, to } of ranges) {
    for (let index = Math.max(0, from); index < to; index += 1) {
      const id = ids[index - first];
      if (id !== undefined) all.add(id);
    }
  }
  useSelection.setState({ ids: all });
}
