import type { BrandId, ProjectId } from '../../../shared/domain/ids.ts';
import type { AssetQuery, Filters, Sort } from '../../../shared/domain/query.ts';

interface Brand {
  readonly id: BrandId;
  readonly projects: readonly { readonly id: ProjectId }[];
}

/** Every place of the sidebar, in a seeded library. */
export function scopeCases(brands: readonly Brand[]): [string, AssetQuery['scope']][] {
  const brand = brands[3];
  const project = brand?.projects[2];
  if (brand === undefined || project === undefined) throw new Error('The seed made no brands');
  return [
    ['all', { kind: 'all' }],
    ['recent', { kind: 'recent' }],
    ['brand', { kind: 'brand', brandId: brand.id }],
    ['project', { kind: 'project', brandId: brand.id, projectId: project.id }],
    ['no project', { kind: 'project', brandId: brand.id, projectId: null }],
    ['untagged', { kind: 'untagged' }],
    ['trash', { kind: 'trash' }],
  ];
}

/** Chips of the filter bar: each alone, and several at once; common, rare and without any hit. */
export const filterCases: [string, Filters][] = [
  ['none', {}],
  ['png', { formats: ['image/png'] }],
  ['audio', { types: ['audio'] }],
  ['type + orientation', { types: ['image'], orientations: ['portrait'] }],
  ['square', { orientations: ['square'] }],
  ['two tags', { tags: { mode: 'all', values: ['겨울', 'hero'] } }],
  ['three tags', { tags: { mode: 'all', values: ['겨울', 'hero', 'banner'] } }],
  ['one tag', { tags: { mode: 'any', values: ['web'] } }],
  ['a tag that nothing has', { tags: { mode: 'any', values: ['nothing'] } }],
  ['without a tag', { tags: { mode: 'none', values: ['draft'] } }],
  ['rating 4', { minRating: 4 }],
  ['red', { labels: ['red'] }],
  ['rating 5, red', { minRating: 5, labels: ['red'] }],
  ['big audio', { types: ['audio'], size: { min: 39_000_000 } }],
  ['a narrow size', { size: { min: 1_000_000, max: 1_010_000 } }],
  ['a week', { created: { from: '2025-03-01T00:00:00Z', to: '2025-03-08T00:00:00Z' } }],
  [
    'six at once',
    {
      types: ['image'],
      formats: ['image/jpeg'],
      orientations: ['portrait'],
      tags: { mode: 'any', values: ['hero'] },
      minRating: 4,
      labels: ['blue'],
    },
  ],
];

export const sortCases: Sort[] = (['created', 'name', 'size', 'rating'] as const).flatMap((by) => [
  { by, direction: 'asc' as const },
  { by, direction: 'desc' as const },
]);
