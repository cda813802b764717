import { type AssetVersion, assetVersionSchema } from '@shared/domain/version.ts';
import { describe, expect, it } from 'vitest';
import { boxOf, hasPicture, pairOf } from './pair.ts';

function version(number: number, more: Partial<AssetVersion> = {}): AssetVersion {
  return assetVersionSchema.parse({
    number,
    isCurrent: false,
    isSameAsCurrent: false,
    name: 'a.png',
    type: 'image',
    mime: 'image/png',
    size: 10,
    width: 100,
    height: 50,
    durationMs: null,
    pageCount: null,
    checksum: `sum ${number}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: null,
    note: '',
    rendition: 'ready',
    thumbhash: null,
    thumbnailUrl: null,
    previewUrl: 'https://store/preview',
    originalUrl: null,
    text: null,
    ...more,
  });
}

const numbers = (pair: ReturnType<typeof pairOf>) => pair && [pair.left.number, pair.right.number];

describe('the versions that are compared', () => {
  const three = [version(3, { isCurrent: true }), version(2), version(1)];

  it('are the current one and the one before it, unless others are chosen', () => {
    expect(numbers(pairOf(three, null, null))).toEqual([2, 3]);
    expect(numbers(pairOf(three, 1, null))).toEqual([1, 3]);
    expect(numbers(pairOf(three, null, 2))).toEqual([1, 2]);
    expect(numbers(pairOf(three, 3, 1))).toEqual([3, 1]);
  });

  it('are the two that differ, where the current one was restored', () => {
    const restored = [version(3, { checksum: 'same' }), version(2), version(1, { checksum: 'same' })];
    expect(numbers(pairOf(restored, null, null))).toEqual([2, 3]);
  });

  it('are two when the oldest one is the newer side', () => {
    expect(numbers(pairOf(three, null, 1))).toEqual([3, 1]);
  });

  it('are none when there is one version only, or the chosen one was deleted', () => {
    expect(pairOf([version(1)], null, null)).toBeNull();
    expect(numbers(pairOf(three, 9, 3))).toEqual([2, 3]);
  });
});

it('is drawn as large as the larger picture of the two', () => {
  const pair = { left: version(1, { width: 4000, height: 3000 }), right: version(2) };
  expect(boxOf(pair)).toEqual({ width: 4000, height: 3000 });
});

it('shows a picture by its preview, or by the original of an image', () => {
  expect(hasPicture(version(1))).toBe(true);
  expect(hasPicture(version(1, { previewUrl: null }))).toBe(false);
  expect(hasPicture(version(1, { previewUrl: null, originalUrl: 'https://store/a' }))).toBe(true);
  expect(hasPicture(version(1, { previewUrl: null, originalUrl: 'https://store/a', type: 'document' }))).toBe(
    false,
  );
});
