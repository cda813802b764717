import { describe, expect, it } from 'vitest';
import { searchDelay, searchText } from './search-text.ts';

describe('search text', () => {
  it('leaves out a letter that begins the next syllable', () => {
    expect(searchText('겨ㅇ', true)).toBe('겨');
    expect(searchText('ㄱ', true)).toBe('');
  });

  it('searches for a syllable that is whole, although it is still being composed', () => {
    expect(searchText('겨울', true)).toBe('겨울');
  });

  it('keeps single letters that were typed on purpose', () => {
    expect(searchText('ㅋㅋ', false)).toBe('ㅋㅋ');
  });

  it('puts decomposed Hangul together and cleans spaces', () => {
    expect(searchText('겨울', false)).toBe('겨울');
    expect(searchText('  겨울   hero ', false)).toBe('겨울 hero');
  });

  it('is never longer than a query takes', () => {
    expect(searchText('a'.repeat(500), false)).toHaveLength(200);
  });

  it('waits longer within a syllable', () => {
    expect(searchDelay(true)).toBeGreaterThan(searchDelay(false));
  });
});
