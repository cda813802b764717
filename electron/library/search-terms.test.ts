import { describe, expect, it } from 'vitest';
import { searchCondition } from './search-terms.ts';

describe('what a person typed, as a condition', () => {
  it('is a single bigram for a two-syllable Korean word, which needs no other check', () => {
    expect(searchCondition('겨울')).toEqual({ terms: ['겨울'], patterns: [] });
  });

  it('checks the order of bigrams in a longer word', () => {
    expect(searchCondition('하이힐')).toEqual({ terms: ['하이', '이힐'], patterns: ['%하이힐%'] });
  });

  it('uses the index for one syllable but not for one letter', () => {
    expect(searchCondition('봄')).toEqual({ terms: ['봄'], patterns: [] });
    expect(searchCondition('q')).toEqual({ terms: [], patterns: ['%q%'] });
  });

  it('folds composition, width and case', () => {
    const composed = searchCondition('겨울 hero');
    expect(searchCondition('겨울 hero'.normalize('NFD'))).toEqual(composed);
    expect(searchCondition('  겨울　ＨＥＲＯ ')).toEqual(composed);
  });

  it('demands every word and takes wildcards as letters', () => {
    expect(searchCondition('100%_a 겨울')).toEqual({
      terms: ['10', '00', '0%', '%_', '_a', '겨울'],
      patterns: ['%100\\%\\_a%'],
    });
  });

  it('is nothing when only white space was typed', () => {
    expect(searchCondition(' \t　')).toBeNull();
  });

  it('keeps characters beyond the basic plane whole', () => {
    expect(searchCondition('🎄🎅')).toEqual({ terms: ['🎄🎅'], patterns: [] });
  });
});
