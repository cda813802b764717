import type { CallParsed } from '../../shared/contract/index.ts';
import type { BrandId, ProjectId } from '../../shared/domain/ids.ts';
import type { createLibrary } from '../library/library.ts';

/** Where the files of one drop go. */
export interface Target {
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
  /** The project of the brand that has a dropped folder's name; made when there is none. */
  projectFor(folder: string): Promise<ProjectId>;
}

export type ResolveTarget = (target: CallParsed<'ingest.addPaths'>['target']) => Promise<Target>;

type Catalog = Pick<ReturnType<typeof createLibrary>, 'catalog' | 'createBrand' | 'createProject'>;

/** Turns what was dropped on into ids. Without any brand a first one is made, named by `firstBrandName`. */
export function createTargetResolver(library: Catalog, firstBrandName: () => string): ResolveTarget {
  async function defaultBrand(): Promise<BrandId> {
    const { brands } = await library.catalog();
    const first = brands.find(({ archived }) => !archived);
    return first?.id ?? (await library.createBrand({ name: firstBrandName() })).id;
  }

  return async ({ brandId: chosen, projectId, tags }) => {
    const brandId = chosen ?? (await defaultBrand());
    const projects = new Map<string, Promise<ProjectId>>();

    async function findOrCreate(folder: string): Promise<ProjectId> {
      const { brands } = await library.catalog();
      const brand = brands.find(({ id }) => id === brandId);
      const wanted = folder.toLowerCase();
      const existing = brand?.projects.find(({ name }) => name.toLowerCase() === wanted);
      return existing?.id ?? (await library.createProject({ brandId, name: folder })).id;
    }

    return {
      brandId,
      projectId,
      tags,
      projectFor(folder) {
        const known = projects.get(folder) ?? findOrCreate(folder);
        projects.set(folder, known);
        return known;
      },
    };
  };
}
