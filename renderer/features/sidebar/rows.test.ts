import type { Brand, Catalog, Project } from '@shared/domain/catalog.ts';
import { describe, expect, it } from 'vitest';
import { brandId, projectId } from '../uploads/fixtures.ts';
import { archiveKey, brandKey, currentKey, sidebarRows } from './rows.ts';

const project = (number: number, owner: number, status: Project['status'] = 'active'): Project => ({
  id: projectId(number),
  brandId: brandId(owner),
  name: `project ${number}`,
  status,
  assetCount: number,
});
const brand = (number: number, facts: Partial<Brand> = {}): Brand => ({
  id: brandId(number),
  name: `brand ${number}`,
  archived: false,
  color: '#e5484d',
  assetCount: 10,
  unassignedCount: 0,
  projects: [],
  ...facts,
});
const catalog: Catalog = {
  brands: [
    brand(1, { projects: [project(1, 1), project(2, 1, 'archived')], unassignedCount: 3 }),
    brand(2),
    brand(3, { archived: true, projects: [project(3, 3)] }),
  ],
  counts: { all: 30, recent: 4, untagged: 5, trash: 1, bytes: 1000 },
};
const kinds = (toggled: string[] = []): string[] =>
  sidebarRows(catalog, new Set(toggled)).map(({ kind }) => kind);

describe('sidebarRows', () => {
  it('lists places, brands with their projects, the closed archive, then storage and trash', () => {
    expect(kinds()).toEqual([
      ...['scope', 'scope', 'scope'],
      ...['brand', 'project', 'unassigned', 'brand', 'archive'],
      ...['storage', 'scope'],
    ]);
  });

  it('folds a brand', () => {
    expect(kinds([brandKey(brandId(1))])).not.toContain('project');
  });

  it('opens the archive with its brands and projects', () => {
    const rows = sidebarRows(catalog, new Set([archiveKey]));
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['archived-project', 'archived-brand']),
    );
    expect(rows.find(({ kind }) => kind === 'archive')).toMatchObject({ expanded: true, count: 2 });
  });

  it('gives every row a key of its own', () => {
    const keys = sidebarRows(catalog, new Set([archiveKey])).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('currentKey', () => {
  const scope = { kind: 'project', brandId: brandId(1), projectId: projectId(1) } as const;

  it('finds the row of what is shown', () => {
    const rows = sidebarRows(catalog, new Set());
    expect(currentKey(scope, rows)).toBe(`project:${projectId(1)}`);
    expect(currentKey({ kind: 'trash' }, rows)).toBe('trash');
    expect(currentKey({ ...scope, projectId: null }, rows)).toBe(`unassigned:${brandId(1)}`);
  });

  it('marks the brand when the project is folded away', () => {
    const rows = sidebarRows(catalog, new Set([brandKey(brandId(1))]));
    expect(currentKey(scope, rows)).toBe(brandKey(brandId(1)));
  });
});
