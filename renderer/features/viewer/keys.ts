/** What a key asks of the viewer; `null` where the key is not the viewer's. */
export type ViewerCommand =
  | { do: 'close' }
  | { do: 'expand' }
  | { do: 'move'; by: 1 | -1 }
  | { do: 'move-to'; end: 'first' | 'last' }
  | { do: 'zoom'; by: 1 | -1 }
  | { do: 'zoom-fit' }
  | { do: 'zoom-full' }
  | { do: 'zoom-toggle' }
  | { do: 'play' }
  | { do: 'seek'; seconds: number }
  | { do: 'speed'; by: 1 | -1 }
  | { do: 'mute' }
  | { do: 'fullscreen' }
  | { do: 'scroll'; by: 1 | -1; page: boolean }
  | { do: 'rate'; rating: number }
  | { do: 'compare' }
  | { do: 'info' }
  | { do: 'similar' }
  | { do: 'save'; metadata: 'kept' | 'removed' }
  | { do: 'trash' };

export interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export interface KeyContext {
  mode: 'viewer' | 'quicklook';
  /** What is shown: what plays, and what scrolls (`pages`), take some of the keys. */
  shows: 'picture' | 'media' | 'pages' | 'other';
}

/**
 * Letters are told by their place on the keyboard (`code`), so that they work while a Korean input method is on.
 * Plain digits rate; with Ctrl or ⌘, 0 and 1 zoom.
 */
export function commandFor(event: Key, { mode, shows }: KeyContext): ViewerCommand | null {
  const { key, code, shiftKey } = event;
  if (event.altKey) return null;
  const command = event.ctrlKey || event.metaKey;
  if (command) {
    if (key === '0') return { do: 'zoom-fit' };
    if (key === '1') return { do: 'zoom-full' };
    if (key === '+' || key === '=') return { do: 'zoom', by: 1 };
    if (key === '-') return { do: 'zoom', by: -1 };
    if (code === 'KeyI') return { do: 'info' };
    if (code === 'KeyS') return { do: 'save', metadata: shiftKey ? 'removed' : 'kept' };
    if (key === 'Backspace') return { do: 'trash' };
    return null;
  }
  switch (key) {
    case 'Enter':
      return mode === 'quicklook' ? { do: 'expand' } : null;
    case ' ':
      if (mode === 'quicklook') return { do: 'close' };
      return shows === 'media' ? { do: 'play' } : null;
    case 'ArrowLeft':
      return shiftKey && shows === 'media' ? { do: 'seek', seconds: -5 } : { do: 'move', by: -1 };
    case 'ArrowRight':
      return shiftKey && shows === 'media' ? { do: 'seek', seconds: 5 } : { do: 'move', by: 1 };
    case 'ArrowUp':
    case 'ArrowDown': {
      const by = key === 'ArrowUp' ? -1 : 1;
      // Long documents and texts scroll by these.
      return shows === 'pages' ? { do: 'scroll', by, page: false } : { do: 'move', by };
    }
    case 'PageUp':
    case 'PageDown':
      return shows === 'pages' ? { do: 'scroll', by: key === 'PageUp' ? -1 : 1, page: true } : null;
    case 'Home':
      return { do: 'move-to', end: 'first' };
    case 'End':
      return { do: 'move-to', end: 'last' };
    case '+':
    case '=':
      return { do: 'zoom', by: 1 };
    case '-':
      return { do: 'zoom', by: -1 };
    case '<':
      return shows === 'media' ? { do: 'speed', by: -1 } : null;
    case '>':
      return shows === 'media' ? { do: 'speed', by: 1 } : null;
    case 'Delete':
    case 'Backspace':
      return { do: 'trash' };
  }
  if (shiftKey) return null;
  if (/^[0-5]$/.test(key)) return { do: 'rate', rating: Number(key) };
  switch (code) {
    case 'KeyC':
      return { do: 'compare' };
    case 'KeyZ':
      return { do: 'zoom-toggle' };
    case 'KeyI':
      return { do: 'info' };
    case 'KeyS':
      return { do: 'similar' };
    case 'KeyK':
      return shows === 'media' ? { do: 'play' } : null;
    case 'KeyJ':
      return shows === 'media' ? { do: 'seek', seconds: -10 } : null;
    case 'KeyL':
      return shows === 'media' ? { do: 'seek', seconds: 10 } : null;
    case 'KeyM':
      return shows === 'media' ? { do: 'mute' } : null;
    case 'KeyF':
      return { do: 'fullscreen' };
  }
  return null;
}
