import { describe, expect, it } from 'vitest';
import { imageSize, sourceFor } from './picture.ts';

const photo = {
  type: 'image' as const,
  mime: 'image/jpeg',
  size: 8_000_000,
  width: 4320,
  height: 2880,
  previewUrl: 'http://store/preview.webp',
};

describe('which picture to show', () => {
  it('shows the preview while it has enough pixels, and the original past them', () => {
    expect(sourceFor(photo, 0.25)).toBe('preview');
    expect(sourceFor(photo, 0.3)).toBe('original');
    expect(sourceFor(photo, 1)).toBe('original');
  });

  it('never decodes a bitmap of more than 100 megapixels, but says so', () => {
    const bomb = { ...photo, width: 20_000, height: 20_000 };
    expect(sourceFor(bomb, 0.05)).toBe('preview');
    expect(sourceFor(bomb, 1)).toBe('too-large');
    expect(sourceFor({ ...bomb, previewUrl: null }, 0.05)).toBe('too-large');
    expect(sourceFor({ ...bomb, mime: 'image/gif' }, 1)).toBe('too-large');
  });

  it('keeps to the preview for formats that a browser cannot show', () => {
    expect(sourceFor({ ...photo, mime: 'image/tiff' }, 4)).toBe('preview');
    expect(sourceFor({ ...photo, mime: 'image/heic' }, 4)).toBe('preview');
  });

  it('plays moving pictures and draws vector pictures from the original', () => {
    expect(sourceFor({ ...photo, mime: 'image/gif', width: 200, height: 200 }, 1)).toBe('original');
    expect(sourceFor({ ...photo, mime: 'image/svg+xml' }, 0.01)).toBe('original');
  });

  it('shows a picture smaller than the preview from its preview up to 100 %', () => {
    const small = { ...photo, width: 640, height: 480 };
    expect(sourceFor(small, 1)).toBe('preview');
    expect(sourceFor(small, 2)).toBe('original');
  });
});

it('lays out a picture of unknown size in a shape of its own', () => {
  expect(imageSize({ width: null, height: null })).toEqual({ width: 1080, height: 810 });
  expect(imageSize(photo)).toEqual({ width: 4320, height: 2880 });
});
