import { withoutHidden } from '@shared/domain/visible-text.ts';

/** Waits before searching, ms: typing goes on at once after a syllable, but rarely after a pause within one. */
const settled = 150;
const composing = 350;

/** A search waits longer while a syllable is being composed: its last letter may still change it. */
export const searchDelay = (isComposing: boolean): number => (isComposing ? composing : settled);

/**
 * What to search for out of what is typed: NFC, nothing hidden, one space between words, and without the single letters (ㄱ, ㅏ)
 * that only begin the next syllable while it is being composed.
 */
export function searchText(typed: string, isComposing: boolean): string {
  const text = withoutHidden(typed).normalize('NFC').replace(/\s+/g, ' ').trimStart().slice(0, 200);
  return (isComposing ? text.replace(/[ㄱ-ㅎㅏ-ㅣ]+$/, '') : text).trimEnd();
}
