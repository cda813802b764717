import { type AssetSummary, assetSummarySchema } from '@shared/domain/asset.ts';
import { describe, expect, it } from 'vitest';
import { summarise } from './summarise.ts';

let made = 0;
function asset(facts: Partial<AssetSummary>): AssetSummary {
  made += 1;
  return assetSummarySchema.parse({
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    brandId: '00000000-0000-4000-8000-00000000000b',
    projectId: null,
    type: 'image',
    mime: 'image/png',
    name: 'a.png',
    size: 100,
    width: 10,
    height: 10,
    durationMs: null,
    pageCount: null,
    rating: 0,
    label: null,
    tags: [],
    createdAt: '2026-11-20T00:00:00.000Z',
    deletedAt: null,
    rendition: 'ready',
    thumbhash: null,
    thumbnailUrl: null,
    strip: null,
    versions: 1,
    ...facts,
  });
}

describe('a selection', () => {
  it('weighs the sum of its assets and counts their types', () => {
    const summary = summarise([asset({ type: 'video', size: 900 }), asset({}), asset({})]);
    expect(summary.bytes).toBe(1100);
    expect(summary.types).toEqual([
      { type: 'image', count: 2 },
      { type: 'video', count: 1 },
    ]);
  });

  it('has a rating and a label in common, or not', () => {
    expect(summarise([asset({ rating: 3, label: 'red' }), asset({ rating: 3, label: 'red' })])).toMatchObject(
      {
        rating: 3,
        label: 'red',
      },
    );
    const mixed = summarise([asset({ rating: 3, label: 'red' }), asset({ rating: 4, label: null })]);
    expect(mixed.rating).toBeNull();
    expect(mixed.label).toBeUndefined();
    expect(summarise([asset({}), asset({})]).label).toBeNull();
  });
});
