import { describe, expect, it } from 'vitest';
import { withExtensionOf } from './version-name.ts';

describe('the name of an asset that gets another file', () => {
  it.each([
    ['hero.png', 'final (3).png', 'hero.png'],
    ['hero.png', 'final.webp', 'hero.webp'],
    ['hero.PNG', 'final.png', 'hero.PNG'],
    ['hero.jpg', 'final.JPEG', 'hero.jpg'],
    ['hero', 'final.png', 'hero.png'],
    ['hero.png', 'no ending', 'hero.png'],
    ['봄 캠페인 v1.2.psd', '최종.png', '봄 캠페인 v1.2.png'],
  ])('%s with %s is %s', (name, file, expected) => {
    expect(withExtensionOf(name, file)).toBe(expected);
  });

  it('is cut where the column holds no more, never in the ending', () => {
    expect(withExtensionOf(`${'x'.repeat(300)}.png`, 'a.webp', 20)).toBe(`${'x'.repeat(15)}.webp`);
  });
});
