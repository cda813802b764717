import { describe, expect, it } from 'vitest';
import { dimensionsOf, extensionOf, splitName } from './describe.ts';

describe('names of assets', () => {
  it('are split before the last dot', () => {
    expect(splitName('신년_히어로_최종.v3.png')).toEqual({ stem: '신년_히어로_최종.v3', extension: '.png' });
  });

  it('stay whole without an extension', () => {
    expect(splitName('README')).toEqual({ stem: 'README', extension: '' });
    expect(splitName('.gitignore')).toEqual({ stem: '.gitignore', extension: '' });
    expect(splitName('겨울. 눈')).toEqual({ stem: '겨울. 눈', extension: '' });
  });

  it('tell the format', () => {
    expect(extensionOf('제안서.docx')).toBe('DOCX');
    expect(extensionOf('메모')).toBe('');
  });
});

it('sizes need both sides', () => {
  expect(dimensionsOf({ width: 3840, height: 2160 })).toBe('3840 × 2160');
  expect(dimensionsOf({ width: null, height: 10 })).toBeNull();
});
