import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { GridLayout } from '../layout/grid-layout.ts';
import { itemsOfRows, type Range, rowsBetween } from '../layout/locate.ts';
import { scrollScale } from '../layout/scroll-scale.ts';
import { type Anchor, anchorAt, offsetOf, topAnchor } from './anchor.ts';
import type { Size } from './use-size.ts';

/** The part of the page that is rendered. */
export interface GridWindow {
  readonly rows: Range;
  /** Height of the page that the top of the rows' holder stands for, px. */
  readonly base: number;
  /** `top` of the holder in the scrolled element, px. */
  readonly top: number;
}

export interface GridScroll {
  readonly window: GridWindow;
  /** Height of the scrolled element, px. */
  readonly elementHeight: number;
  /** Present offset in px of the page. */
  readonly offset: () => number;
  readonly scrollTo: (offset: number) => void;
}

export interface GridScrollInput {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly size: Size;
  readonly layout: GridLayout;
  readonly lead: number;
  /** Names the result; another one begins at its own remembered place. */
  readonly place: string;
  /** Places that assets moved by since the source began, see `Shown.drift`. */
  readonly drift: number;
  /** Told which assets are seen, and which are near. */
  readonly onSeen: (visible: Range, around: Range) => void;
}

/** Rendered above and below the view, in heights of it. */
const overscan = 0.6;
/** Pages are asked for at most this often while scrolling, ms. */
const requestEvery = 80;
/** Faster than this many views between two requests, nothing is asked for until it slows down. */
const flight = 3;

/** Where each result was left, for as long as the window lives. */
const remembered = new Map<string, Anchor>();
const mostRemembered = 100;

function remember(place: string, anchor: Anchor): void {
  remembered.delete(place);
  remembered.set(place, anchor);
  const [oldest] = remembered.keys();
  if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
}

/** Scrolls a page of any height, keeps what is seen in its place when the layout changes, and says what is seen. */
export function useGridScroll(input: GridScrollInput): GridScroll {
  const { scroller, size, layout, lead, place, drift } = input;
  const scale = useMemo(() => scrollScale(layout.height, size.height), [layout.height, size.height]);
  const latest = useRef({ ...input, scale });
  latest.current = { ...input, scale };

  const offset = useRef(0);
  const anchor = useRef<Anchor>(topAnchor);
  const settled = useRef<{ place: string; drift: number } | null>(null);
  /** scrollTop that was set by us: its echo must not round the offset. */
  const expected = useRef(-1);
  const request = useRef<{ at: number; offset: number; timer: number | undefined }>({
    at: 0,
    offset: 0,
    timer: undefined,
  });
  const [window_, setWindow] = useState<GridWindow>({ rows: { from: 0, to: 0 }, base: 0, top: 0 });

  const tellSeen = useCallback((): void => {
    const { layout, size, lead, onSeen } = latest.current;
    request.current = { at: performance.now(), offset: offset.current, timer: undefined };
    const assets = (above: number, below: number): Range => {
      const top = offset.current - above;
      const cells = itemsOfRows(layout, rowsBetween(layout, top, offset.current + size.height + below));
      return { from: Math.max(0, cells.from - lead), to: Math.max(0, cells.to - lead) };
    };
    onSeen(assets(0, 0), assets(size.height, size.height * 1.5));
  }, []);

  const update = useCallback(
    (now: boolean): void => {
      const { layout, size, scale } = latest.current;
      const at = offset.current;
      anchor.current = anchorAt(layout, at, latest.current.lead);
      if (settled.current !== null) remember(settled.current.place, anchor.current);
      const rows = rowsBetween(layout, at - size.height * overscan, at + size.height * (1 + overscan));
      const base = scale.scaled ? (layout.rowTop[rows.from] ?? 0) : 0;
      const top = scale.scaled ? base - at + scale.toScrollTop(at) : 0;
      setWindow((before) =>
        before.rows.from === rows.from &&
        before.rows.to === rows.to &&
        before.base === base &&
        before.top === top
          ? before
          : { rows, base, top },
      );
      const last = request.current;
      const soon = performance.now() - last.at < requestEvery;
      const flying = Math.abs(at - last.offset) > size.height * flight;
      if (now || !(soon || flying)) {
        window.clearTimeout(last.timer);
        tellSeen();
      } else {
        // While flying, the wait begins anew with each step: only where it lands is asked for.
        if (flying) window.clearTimeout(last.timer);
        if (flying || last.timer === undefined) last.timer = window.setTimeout(tellSeen, requestEvery);
      }
    },
    [tellSeen],
  );

  const scrollTo = useCallback(
    (to: number, now = true): void => {
      const element = scroller.current;
      if (element === null) return;
      const { scale, layout, size } = latest.current;
      offset.current = Math.min(Math.max(0, layout.height - size.height), Math.max(0, to));
      element.scrollTop = scale.toScrollTop(offset.current);
      expected.current = element.scrollTop;
      update(now);
    },
    [scroller, update],
  );

  // The layout changed: what was at the top of the view goes back to where it was, before anything is painted.
  useLayoutEffect(() => {
    if (size.height === 0) return;
    const before = settled.current;
    let held = anchor.current;
    if (before?.place !== place) held = remembered.get(place) ?? topAnchor;
    else if (held.asset !== null) held = { ...held, asset: held.asset + drift - before.drift };
    settled.current = { place, drift };
    scrollTo(offsetOf(layout, held, lead));
  }, [layout, size.height, lead, place, drift, scrollTo]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = (): void => {
      if (Math.abs(element.scrollTop - expected.current) < 1) return;
      expected.current = -1;
      offset.current = latest.current.scale.toOffset(element.scrollTop);
      update(false);
    };
    const onWheel = (event: WheelEvent): void => {
      // Within the limit the browser scrolls by itself, off the main thread.
      if (!latest.current.scale.scaled || event.ctrlKey) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : 1;
      scrollTo(offset.current + event.deltaY * unit, false);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    const pending = request.current;
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
      window.clearTimeout(pending.timer);
    };
  }, [scroller, update, scrollTo]);

  return {
    window: window_,
    elementHeight: scale.elementHeight,
    offset: useCallback(() => offset.current, []),
    scrollTo,
  };
}
