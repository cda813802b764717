import { describe, expect, it } from 'vitest';
import { pastedName } from './pasted-name.ts';

const now = new Date(2026, 10, 3, 9, 4, 7);

describe('pastedName', () => {
  it('tells pasted pictures apart by their time', () => {
    expect(pastedName('image.png', '붙여넣은 이미지', now)).toBe('붙여넣은 이미지 2026-11-03 09.04.07.png');
  });

  it('leaves the name of a copied file', () => {
    expect(pastedName('hero image.png', 'Pasted', now)).toBe('hero image.png');
  });
});
