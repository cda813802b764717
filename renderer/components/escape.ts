import type { KeyboardEvent } from 'react';

const takenByTooltip = new WeakSet<Event>();

/** A tooltip goes with Escape but is nothing to come back from: the key goes on to what the tooltip is over. */
export function leaveEscape(event: globalThis.KeyboardEvent): void {
  takenByTooltip.add(event);
}

/**
 * For the content of a dialog or panel: closes it by an Escape that nothing inside answered. The layers see to that
 * themselves, but only the topmost one, and a tooltip counts as one.
 */
export function closeByEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    if (event.defaultPrevented && !takenByTooltip.has(event.nativeEvent)) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
}
