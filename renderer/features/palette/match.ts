import { plainText } from '@shared/domain/visible-text.ts';

const fold = (text: string): string => plainText(text).toLocaleLowerCase();

/**
 * How well a name matches what was typed: 0 not at all; the whole name, its beginning, the beginning of a word
 * and a place inside count in this order. Every word that was typed must occur. Nothing typed matches everything.
 */
export function rankMatch(name: string, typed: string): number {
  const text = fold(typed);
  const whole = fold(name);
  if (text === '') return 1;
  if (whole === text) return 5;
  if (whole.startsWith(text)) return 4;
  const words = text.split(/\s+/);
  if (!words.every((word) => whole.includes(word))) return 0;
  const starts = whole.split(/[\s/·_-]+/);
  return words.every((word) => starts.some((start) => start.startsWith(word))) ? 3 : 2;
}
