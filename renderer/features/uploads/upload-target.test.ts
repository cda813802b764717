import type { Catalog } from '@shared/domain/catalog.ts';
import { describe, expect, it } from 'vitest';
import { brandId, projectId } from './fixtures.ts';
import { targetName, targetOfScope } from './upload-target.ts';

const brand = (number: number, name: string, archived = false): Catalog['brands'][number] => ({
  id: brandId(number),
  name,
  archived,
  color: '#e5484d',
  assetCount: 0,
  unassignedCount: 0,
  projects: [
    { id: projectId(number), brandId: brandId(number), name: '신년 캠페인', status: 'active', assetCount: 0 },
  ],
});
const catalog: Catalog = {
  brands: [brand(1, '옛 브랜드', true), brand(2, '한겨울')],
  counts: { all: 0, recent: 0, untagged: 0, trash: 0, bytes: 0 },
};

describe('where dropped files go', () => {
  it('is the brand or project that is shown', () => {
    expect(targetOfScope({ kind: 'brand', brandId: brandId(2) })).toEqual({
      brandId: brandId(2),
      projectId: null,
    });
    const scope = { kind: 'project', brandId: brandId(2), projectId: projectId(2) } as const;
    expect(targetName(targetOfScope(scope), catalog)).toBe('한겨울 / 신년 캠페인');
  });

  it('is the first brand in use where no brand is shown, and unnamed while there is none', () => {
    const target = targetOfScope({ kind: 'all' });
    expect(targetName(target, catalog)).toBe('한겨울');
    expect(targetName(target, { ...catalog, brands: [] })).toBeNull();
  });
});
