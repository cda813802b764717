import { useMemo, useRef } from 'react';

/**
 * Handlers for a Radix dialog that has no trigger of its own: it remembers what had the focus and gives it back on
 * closing. Radix by itself would look for the trigger and lose the focus.
 */
export function useReturnFocus(): {
  onOpenAutoFocus: (event: Event) => void;
  onCloseAutoFocus: (event: Event) => void;
} {
  const cameFrom = useRef<Element | null>(null);
  return useMemo(
    () => ({
      onOpenAutoFocus: () => {
        cameFrom.current = document.activeElement;
      },
      onCloseAutoFocus: (event) => {
        const element = cameFrom.current;
        if (!(element instanceof HTMLElement) || !element.isConnected || element === document.body) return;
        event.preventDefault();
        element.focus({ preventScroll: true });
      },
    }),
    [],
  );
}
