import type { Brand, Catalog, Project } from '@shared/domain/catalog.ts';
import type { BrandId } from '@shared/domain/ids.ts';
import type { Scope } from '@shared/domain/query.ts';

export type SectionId = 'library' | 'brands' | 'manage';

interface RowBase {
  /** Unique in the tree, and the same after every refresh. */
  key: string;
  level: 1 | 2;
  section: SectionId;
}
/** One visible line of the sidebar. */
export type Row = RowBase &
  (
    | {
        kind: 'scope';
        scope: Extract<Scope, { kind: 'all' | 'recent' | 'untagged' | 'trash' }>;
        count: number;
      }
    | { kind: 'brand'; brand: Brand; expanded: boolean | null }
    | { kind: 'project'; brand: Brand; project: Project }
    | { kind: 'unassigned'; brand: Brand; count: number }
    | { kind: 'archive'; expanded: boolean; count: number }
    | { kind: 'archived-brand'; brand: Brand }
    | { kind: 'archived-project'; brand: Brand; project: Project }
    | { kind: 'storage'; bytes: number }
  );

export const brandKey = (id: BrandId): string => `brand:${id}`;
export const archiveKey = 'archive';

const isArchived = (project: Project): boolean => project.status === 'archived';

function brandRows(brand: Brand, collapsed: ReadonlySet<string>): Row[] {
  const key = brandKey(brand.id);
  const projects = brand.projects.filter((project) => !isArchived(project));
  const expanded = projects.length === 0 ? null : !collapsed.has(key);
  const rows: Row[] = [{ kind: 'brand', key, level: 1, section: 'brands', brand, expanded }];
  if (expanded !== true) return rows;
  for (const project of projects) {
    rows.push({ kind: 'project', key: `project:${project.id}`, level: 2, section: 'brands', brand, project });
  }
  if (brand.unassignedCount > 0) {
    const count = brand.unassignedCount;
    rows.push({
      kind: 'unassigned',
      key: `unassigned:${brand.id}`,
      level: 2,
      section: 'brands',
      brand,
      count,
    });
  }
  return rows;
}

function archiveRows(brands: readonly Brand[], collapsed: ReadonlySet<string>): Row[] {
  const archived: Row[] = brands.flatMap((brand): Row[] =>
    brand.archived
      ? [{ kind: 'archived-brand', key: brandKey(brand.id), level: 2, section: 'brands', brand }]
      : brand.projects.filter(isArchived).map((project) => ({
          kind: 'archived-project',
          key: `project:${project.id}`,
          level: 2,
          section: 'brands',
          brand,
          project,
        })),
  );
  if (archived.length === 0) return [];
  // The archive starts closed: its key in the set means that it was opened.
  const expanded = collapsed.has(archiveKey);
  const group: Row = {
    kind: 'archive',
    key: archiveKey,
    level: 1,
    section: 'brands',
    expanded,
    count: archived.length,
  };
  return expanded ? [group, ...archived] : [group];
}

/** The visible lines of the sidebar, top to bottom. `toggled` holds the keys whose fold differs from its default. */
export function sidebarRows({ brands, counts }: Catalog, toggled: ReadonlySet<string>): Row[] {
  const scope = (kind: 'all' | 'recent' | 'untagged' | 'trash', section: SectionId): Row => ({
    kind: 'scope',
    key: kind,
    level: 1,
    section,
    scope: { kind },
    count: counts[kind],
  });
  return [
    scope('all', 'library'),
    scope('recent', 'library'),
    scope('untagged', 'library'),
    ...brands.filter((brand) => !brand.archived).flatMap((brand) => brandRows(brand, toggled)),
    ...archiveRows(brands, toggled),
    { kind: 'storage', key: 'storage', level: 1, section: 'manage', bytes: counts.bytes },
    scope('trash', 'manage'),
  ];
}

/** What the middle pane shows when a row is chosen; null for the storage and the archive. */
export function scopeOfRow(row: Row): Scope | null {
  switch (row.kind) {
    case 'scope':
      return row.scope;
    case 'brand':
    case 'archived-brand':
      return { kind: 'brand', brandId: row.brand.id };
    case 'project':
    case 'archived-project':
      return { kind: 'project', brandId: row.brand.id, projectId: row.project.id };
    case 'unassigned':
      return { kind: 'project', brandId: row.brand.id, projectId: null };
    case 'archive':
    case 'storage':
      return null;
  }
}

/** The key of the row that stands for what is shown; a project that is folded away shows on its brand. */
export function currentKey(scope: Scope, rows: readonly Row[]): string | null {
  const same = (row: Row): boolean => {
    const own = scopeOfRow(row);
    if (own === null || own.kind !== scope.kind) return false;
    if (own.kind === 'brand') return scope.kind === 'brand' && own.brandId === scope.brandId;
    if (own.kind === 'project') {
      return scope.kind === 'project' && own.brandId === scope.brandId && own.projectId === scope.projectId;
    }
    return true;
  };
  const found = rows.find(same);
  if (found) return found.key;
  return scope.kind === 'project' ? brandKey(scope.brandId) : null;
}

/** The fold of a row: open, closed, or none to fold. */
export function foldOf(row: Row): boolean | null {
  return row.kind === 'brand' || row.kind === 'archive' ? row.expanded : null;
}
