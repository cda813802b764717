import { type KeyboardEvent, useRef } from 'react';
import { useSidebar } from './sidebar-store.ts';
import { type TreeLine, treeMove, typeAhead } from './tree-keys.ts';

/** Letters typed within this time make one word. */
const wordMs = 700;

/** Arrow keys, Home, End and type-ahead of the tree. */
export function useTreeKeys(lines: readonly TreeLine[], focus: (key: string) => void) {
  const typed = useRef({ text: '', at: 0 });
  return (event: KeyboardEvent): void => {
    const { focused, toggle } = useSidebar.getState();
    if (event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    const move = treeMove(lines, focused, event.key);
    if (move) {
      event.preventDefault();
      if (move.kind === 'focus') focus(move.key);
      else toggle(move.key);
      return;
    }
    if ([...event.key].length !== 1 || event.key === ' ' || event.key === '?') return;
    const fresh = event.timeStamp - typed.current.at > wordMs;
    typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp };
    const found = typeAhead(lines, focused, typed.current.text);
    if (found !== null) focus(found);
  };
}
