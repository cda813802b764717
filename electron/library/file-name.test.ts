import { expect, it } from 'vitest';
import { renamed } from './file-name.ts';

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
