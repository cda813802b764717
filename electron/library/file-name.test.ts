import { describe, expect, it } from 'vitest';
import { fileNameFor, renamed } from './file-name.ts';

it.each([
  ['IMG_1.jpg', '겨울 히어로', '겨울 히어로.jpg'],
  ['IMG_1.jpg', 'hero.JPG', 'hero.jpg'],
  ['IMG_1.jpg', 'hero.png', 'hero.png.jpg'],
  ['README', 'notes', 'notes'],
  ['a.png', '../../etc/passwd', '.. .. etc passwd.png'],
  ['a.png', '.png', 'a.png'],
  ['a.png', `line${String.fromCharCode(10)}break`, 'line break.png'],
])('%s named "%s" becomes %s', (old, typed, expected) => {
  expect(renamed(old, typed)).toBe(expected);
});

it('keeps the extension of a name that is too long', () => {
  const name = renamed('a.tiff', '가'.repeat(300));
  expect([...name]).toHaveLength(255);
  expect(name.endsWith('.tiff')).toBe(true);
});

describe('the name of a saved copy', () => {
  it('is the name of the asset, numbered before its extension where that is taken', () => {
    expect(fileNameFor('겨울 세일 👠.png', 1)).toBe('겨울 세일 👠.png');
    expect(fileNameFor('겨울 세일 👠.png', 3)).toBe('겨울 세일 👠 (3).png');
  });

  it('has nothing that a system refuses', () => {
    expect(fileNameFor('a:b?"c".png', 1)).toBe('a_b__c_.png');
    expect(fileNameFor('trailing...', 1)).toBe('trailing_');
    expect(fileNameFor('CON.png', 1)).toBe('_CON.png');
  });

  it('fits into 255 bytes with its number and extension, in whole letters', () => {
    const name = fileNameFor(`${'겨'.repeat(100)}.png`, 2);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^겨+ \(2\)\.png$/u);
  });
});
