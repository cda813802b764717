import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  canPan,
  fitted,
  panned,
  resized,
  type Size,
  type Stage,
  toggled,
  wheelFactor,
  type Zoom,
  zoomedTo,
} from './zoom.ts';

function pixelRatio(): number {
  return window.devicePixelRatio || 1;
}

/** A wheel that scrolls rather than turns: a touch pad sends small or slanted steps. */
function isPan(event: WheelEvent): boolean {
  return !event.ctrlKey && event.deltaMode === 0 && (event.deltaX !== 0 || Math.abs(event.deltaY) < 50);
}

export interface ZoomControl {
  zoom: Zoom;
  stage: Stage;
  dragging: boolean;
  set(change: (zoom: Zoom, stage: Stage) => Zoom): void;
}

/**
 * Zoom and pan of one picture in the element `ref`: wheel and pinch at the pointer, drag, double click.
 * The element's own size is the stage. Null until it was measured.
 */
export function useZoom(
  ref: RefObject<HTMLElement | null>,
  image: Size,
  scalable: boolean,
  inset: Stage['inset'],
): ZoomControl | null {
  const [view, setView] = useState<Size | null>(null);
  const [chosen, setChosen] = useState<Zoom | null>(null);
  const [dragging, setDragging] = useState(false);
  const { width, height } = image;

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => setView({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);

  const ready = view !== null && view.width > 0 && view.height > 0;
  const stage: Stage = {
    view: ready ? view : { width: 1, height: 1 },
    image: { width, height },
    pixelRatio: pixelRatio(),
    scalable,
    inset,
  };
  const zoom = chosen === null ? fitted(stage) : resized(chosen, stage);
  // Listeners outlive renders; they work on what is shown now.
  const latest = useRef({ zoom, stage });
  latest.current = { zoom, stage };
  const set = useCallback((change: (zoom: Zoom, stage: Stage) => Zoom): void => {
    setChosen((current) => {
      const { stage: on } = latest.current;
      return change(current === null ? fitted(on) : resized(current, on), on);
    });
  }, []);

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const place = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const at = place(event);
      if (isPan(event) && canPan(latest.current.zoom, latest.current.stage))
        set((now, on) => panned(now, on, -event.deltaX, -event.deltaY));
      else set((now, on) => zoomedTo(now, on, now.scale * wheelFactor(event), at));
    };
    let from: { x: number; y: number } | null = null;
    const onDown = (event: PointerEvent): void => {
      const onControl = event.target instanceof Element && event.target.closest('button, a, input') !== null;
      if (event.button !== 0 || onControl || !canPan(latest.current.zoom, latest.current.stage)) return;
      from = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
      setDragging(true);
    };
    const onMove = (event: PointerEvent): void => {
      if (from === null) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      from = { x: event.clientX, y: event.clientY };
      set((now, on) => panned(now, on, dx, dy));
    };
    const onUp = (): void => {
      from = null;
      setDragging(false);
    };
    const onDouble = (event: MouseEvent): void => {
      if (event.target instanceof Element && event.target.closest('button, a, input') !== null) return;
      const at = place(event);
      set((now, on) => toggled(now, on, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    element.addEventListener('dblclick', onDouble);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
      element.removeEventListener('dblclick', onDouble);
    };
  }, [ref, set]);

  return ready ? { zoom, stage, dragging, set } : null;
}
