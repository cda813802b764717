import { describe, expect, it } from 'vitest';
import { assetIdSchema, brandIdSchema, projectIdSchema } from '../../shared/domain/ids.ts';
import { buildObjectKey, formatObjectPath, otherSpelling, parseObjectPath, renditionKey } from './keys.ts';

const brandId = brandIdSchema.parse('0b4c0a52-3c1e-4b5e-9d36-7a1f0c6d2e11');
const projectId = projectIdSchema.parse('6f2d3d3e-1a9b-4c66-8b68-0d6a5f1e9c22');
const assetId = assetIdSchema.parse('c0ffee00-1111-4222-8333-444455556666');
const date = new Date('2026-03-09T23:59:59.999Z');
const parts = { type: 'image', brandId, projectId, id: assetId, ext: 'PNG', date } as const;

describe('the key of an original', () => {
  it('has the plural folder, brand, project, UTC day and the asset id with the extension', () => {
    expect(buildObjectKey(parts)).toBe(`images/${brandId}/${projectId}/2026/03/09/${assetId}.png`);
  });

  it('says unassigned where there is no project', () => {
    expect(buildObjectKey({ ...parts, projectId: null })).toBe(
      `images/${brandId}/unassigned/2026/03/09/${assetId}.png`,
    );
  });

  it.each([
    ['../../etc/passwd', ''],
    ['', ''],
    ['.', ''],
    ['한글', ''],
    ['a'.repeat(17), ''],
    ['.Tiff', '.tiff'],
    ['jpg', '.jpg'],
  ])('takes nothing but a plain extension from %s', (ext, expected) => {
    expect(buildObjectKey({ ...parts, ext }).endsWith(`${assetId}${expected}`)).toBe(true);
  });
});

describe('minio_path', () => {
  const key = `images/${brandId}/unassigned/2026/03/09/${assetId}.png`;

  it('is read with its bucket, without it, and with the singular folder', () => {
    expect(parseObjectPath(`dev-sparklio-assets/${key}`, 'b')).toEqual({
      bucket: 'dev-sparklio-assets',
      key,
    });
    expect(parseObjectPath(key, 'b')).toEqual({ bucket: 'b', key });
    const singular = key.replace('images/', 'image/');
    expect(parseObjectPath(singular, 'b')).toEqual({ bucket: 'b', key: singular });
    expect(parseObjectPath(`x-assets/${singular}`, 'b')).toEqual({ bucket: 'x-assets', key: singular });
  });

  it('gives back what was written', () => {
    expect(parseObjectPath(formatObjectPath({ bucket: 'x', key }), 'b')).toEqual({ bucket: 'x', key });
  });

  it('is nothing when it is empty', () => {
    expect(parseObjectPath('', 'b')).toBeNull();
  });

  it('knows the other spelling of the type folder', () => {
    expect(otherSpelling('image/a.png')).toBe('images/a.png');
    expect(otherSpelling('texts/a.txt')).toBe('text/a.txt');
    expect(otherSpelling('audio/a.mp3')).toBeNull();
    expect(otherSpelling('a.mp3')).toBeNull();
  });
});

it('puts renditions beside their original', () => {
  expect(renditionKey('images/a/b/x.png', 'thumbnail')).toBe('images/a/b/x.thumbnail.webp');
  expect(renditionKey('texts/a.b/x', 'preview')).toBe('texts/a.b/x.preview.webp');
});
