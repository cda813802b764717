import type { Catalog } from '@shared/domain/catalog.ts';
import type { BrandId, ProjectId } from '@shared/domain/ids.ts';
import type { Scope } from '@shared/domain/query.ts';

/** Where files go: null for both is the default brand. */
export interface DropTarget {
  brandId: BrandId | null;
  projectId: ProjectId | null;
}

/** What is shown in the middle is where dropped files go. */
export function targetOfScope(scope: Scope): DropTarget {
  switch (scope.kind) {
    case 'brand':
      return { brandId: scope.brandId, projectId: null };
    case 'project':
      return { brandId: scope.brandId, projectId: scope.projectId };
    default:
      return { brandId: null, projectId: null };
  }
}

/** `한겨울 / 신년 캠페인`, or null for the default brand while there is none. */
export function targetName(target: DropTarget, catalog: Catalog | undefined): string | null {
  const brands = catalog?.brands ?? [];
  const brand =
    target.brandId === null
      ? brands.find((candidate) => !candidate.archived)
      : brands.find((candidate) => candidate.id === target.brandId);
  if (!brand) return null;
  const project = brand.projects.find((candidate) => candidate.id === target.projectId);
  return project ? `${brand.name} / ${project.name}` : brand.name;
}
