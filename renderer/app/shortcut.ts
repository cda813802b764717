/** macOS writes and uses shortcuts its own way. */
export const isMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Macintosh');

const macGlyphs: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' };
const glyphs: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
  Backspace: '⌫',
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
};

/** `Mod+Shift+Z` as this platform writes it: `⇧⌘Z` or `Ctrl+Shift+Z`. */
export function formatShortcut(keys: string, mac: boolean = isMac): string {
  const parts = keys.split('+').map((part) => glyphs[part] ?? part);
  if (!mac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
  const order = ['Ctrl', 'Alt', 'Shift', 'Mod'];
  return parts
    .toSorted((a, b) => rank(order, a) - rank(order, b))
    .map((part) => macGlyphs[part] ?? part)
    .join('');
}

function rank(order: string[], part: string): number {
  const index = order.indexOf(part);
  return index === -1 ? order.length : index;
}

interface KeyState {
  key: string;
  code: string;
  metaKey: boolean;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Whether a key event is the shortcut `keys`; letters are compared by their place so that 한글 input works too. */
export function matchesShortcut(event: KeyState, keys: string, mac: boolean = isMac): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (wants('Mod') !== mod || other || wants('Alt') !== event.altKey) return false;
  if (/^[A-Z]$/.test(key)) return wants('Shift') === event.shiftKey && event.code === `Key${key}`;
  // A symbol such as `?` already says whether Shift is held.
  const symbol = key.length === 1;
  return event.key === key && (symbol || wants('Shift') === event.shiftKey);
}

/** Whether typing goes into a field, where single-key shortcuts must stay quiet. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement &&
        !['checkbox', 'radio', 'range', 'button', 'submit'].includes(target.type)))
  );
}
