import { type RefObject, useEffect, useRef } from 'react';
import { dropTargetAt } from './drag-files.ts';
import { isSameTarget, useDrop } from './drop-store.ts';

/** A thumbnail that is dragged about inside the window carries a file, too, but is no upload. */
export function useDragsFromInside(): RefObject<boolean> {
  const inside = useRef(false);
  useEffect(() => {
    const start = (): void => {
      inside.current = true;
    };
    const end = (): void => {
      inside.current = false;
    };
    document.addEventListener('dragstart', start, true);
    document.addEventListener('dragend', end, true);
    return () => {
      document.removeEventListener('dragstart', start, true);
      document.removeEventListener('dragend', end, true);
    };
  }, []);
  return inside;
}

/**
 * Follows files that are dragged over the window, before any element sees the events: one that takes the drop
 * for itself (the search box) does not leave the hint behind.
 */
export function useFilesOverWindow(enabled: boolean, inside: RefObject<boolean>): void {
  useEffect(() => {
    if (!enabled) return;
    const over = (event: DragEvent): void => {
      if (inside.current || event.dataTransfer?.types.includes('Files') !== true) return;
      const { dragging, over: before, setDragging, setOver } = useDrop.getState();
      const elsewhere = event.target instanceof Element && event.target.closest('search') !== null;
      if (dragging === elsewhere) setDragging(!elsewhere);
      const target = dropTargetAt(event.target);
      if (!isSameTarget(target, before)) setOver(target);
    };
    const leave = (event: DragEvent): void => {
      // Nothing is entered instead: the pointer left the window, or the drag was called off.
      if (event.relatedTarget === null) end();
    };
    const end = (): void => useDrop.getState().setDragging(false);
    // The pointer is silent during a drag: when it speaks again, the drag is over, however it ended.
    const moved = (): void => {
      if (useDrop.getState().dragging) end();
    };
    window.addEventListener('pointermove', moved, true);
    window.addEventListener('dragover', over, true);
    window.addEventListener('dragleave', leave, true);
    window.addEventListener('drop', end, true);
    return () => {
      window.removeEventListener('pointermove', moved, true);
      window.removeEventListener('dragover', over, true);
      window.removeEventListener('dragleave', leave, true);
      window.removeEventListener('drop', end, true);
      end();
    };
  }, [enabled, inside]);
}
