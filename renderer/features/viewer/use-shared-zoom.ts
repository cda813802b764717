import { useEffect, useRef } from 'react';
import type { ZoomControl } from './use-zoom.ts';
import { fromShared, type SharedZoom, shareOf } from './zoom.ts';

/** Keeps the zoom of one picture in common with those that are compared beside it. */
export function useSharedZoom(
  control: ZoomControl | null,
  shared: SharedZoom | null | undefined,
  onShare: ((shared: SharedZoom) => void) | undefined,
): void {
  const said = useRef<string | null>(null);
  const set = control?.set;
  const own = control === null || onShare === undefined ? null : shareOf(control.zoom, control.stage);
  const ownKey = own === null ? null : JSON.stringify(own);
  const sharedKey = shared == null ? null : JSON.stringify(shared);
  useEffect(() => {
    // What came from the others is taken over; it must not go back to them as our own.
    if (set === undefined || shared == null || sharedKey === said.current) return;
    said.current = sharedKey;
    set((_zoom, stage) => fromShared(shared, stage));
  }, [set, shared, sharedKey]);
  const dragging = control?.dragging === true;
  useEffect(() => {
    if (own === null || ownKey === said.current) return;
    if (!dragging && shared != null && close(own, shared)) return;
    said.current = ownKey;
    onShare?.(own);
  }, [own, ownKey, onShare, dragging, shared]);
}

function close(a: SharedZoom, b: SharedZoom): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) < 1e-6;
  return near(a.factor, b.factor) && near(a.place.x, b.place.x) && near(a.place.y, b.place.y);
}
