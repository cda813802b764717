import { useMemo, useRef } from 'react';

/**
 * Handlers for a Radix dialog that has no trigger of its own: it remembers what had the focus and gives it back on
 * closing. Radix by itself would look for the trigger and lose the focus.
 *
 * @param instead finds what gets the focus where the element is no longer there; the same function at every render
 */
export function useReturnFocus(instead?: () => Element | null): {
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
        const element = [cameFrom.current, instead?.()].find(takesFocus);
        if (element === undefined) return;
        event.preventDefault();
        element.focus({ preventScroll: true });
      },
    }),
    [instead],
  );
}

function takesFocus(element: Element | null | undefined): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body;
}

/**
 * On opening a Radix dialog: what has `data-autofocus` gets the focus, else the dialog itself: never its ✕, which would
 * show its tooltip. With `autoFocus` a field would have it before the dialog knows whom to give it back to.
 */
export function focusContent(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  (content.querySelector<HTMLElement>('[data-autofocus]') ?? content).focus();
}
