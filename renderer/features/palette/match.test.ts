import { describe, expect, it } from 'vitest';
import { rankMatch } from './match.ts';

describe('rankMatch', () => {
  it('puts the whole name before its beginning, a word’s beginning and any other place', () => {
    const ranks = ['settings', 'settings now', 'open settings', 'resettings'].map((name) =>
      rankMatch(name, 'Settings'),
    );
    expect(ranks).toEqual([5, 4, 3, 2]);
  });

  it('wants every word, in any order', () => {
    expect(rankMatch('한겨울 / 신년 캠페인', '캠페인 한겨울')).toBeGreaterThan(0);
    expect(rankMatch('한겨울 / 신년 캠페인', '한겨울 여름')).toBe(0);
  });

  it('shows everything while nothing is typed', () => {
    expect(rankMatch('Undo', '  ')).toBe(1);
  });
});
