import { describe, expect, it } from 'vitest';
import { formatShortcut, matchesShortcut } from './shortcut.ts';

const press = (
  key: string,
  code: string,
  modifiers: Partial<Record<'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  code,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

describe('formatShortcut', () => {
  it('writes it as each platform does', () => {
    expect(formatShortcut('Mod+Shift+Z', true)).toBe('⇧⌘Z');
    expect(formatShortcut('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(formatShortcut('Escape', false)).toBe('Esc');
  });
});

describe('matchesShortcut', () => {
  it('takes the key by its place, so that it works while 한글 is on', () => {
    expect(matchesShortcut(press('ㅏ', 'KeyK', { ctrlKey: true }), 'Mod+K', false)).toBe(true);
    expect(matchesShortcut(press('ㅏ', 'KeyK', { metaKey: true }), 'Mod+K', true)).toBe(true);
  });

  it('wants exactly the modifiers that it names', () => {
    expect(matchesShortcut(press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), 'Mod+Z', false)).toBe(
      false,
    );
    expect(matchesShortcut(press('k', 'KeyK', { metaKey: true }), 'Mod+K', false)).toBe(false);
    expect(matchesShortcut(press('k', 'KeyK'), 'Mod+K', false)).toBe(false);
    expect(matchesShortcut(press('k', 'KeyK', { ctrlKey: true, altKey: true }), 'Mod+K', false)).toBe(false);
  });

  it('takes a symbol whatever keys it needs', () => {
    expect(matchesShortcut(press('?', 'Slash', { shiftKey: true }), '?', false)).toBe(true);
    expect(matchesShortcut(press(',', 'Comma', { ctrlKey: true }), 'Mod+,', false)).toBe(true);
  });
});
