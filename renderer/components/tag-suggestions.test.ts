import { describe, expect, it } from 'vitest';
import { cleanTags } from './tag-suggestions.ts';

describe('cleanTags', () => {
  it('splits at commas and lines, trims, and says each tag once', () => {
    expect(cleanTags(' 겨울, 캠페인/신년 ,겨울\n히어로、봄')).toEqual([
      '겨울',
      '캠페인/신년',
      '히어로',
      '봄',
    ]);
  });

  it('leaves out what can be no tag', () => {
    expect(cleanTags(`, ,${'x'.repeat(101)},ok\u0007`)).toEqual([]);
  });
});
