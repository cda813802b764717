import type { CallParsed } from '../../shared/contract/index.ts';
import type { BatchId, BrandId, ProjectId } from '../../shared/domain/ids.ts';
import type { createLibrary } from '../library/library.ts';
import { log } from '../log.ts';
import type { OnConflict, OnDuplicate } from './upload.ts';

/** Where the files of one drop go. */
export interface Target {
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
  /** The project of the brand that has a dropped folder's name; made when there is none. */
  projectFor(folder: string): Promise<ProjectId | null>;
}

/** Files and folders that were dropped together, and what is to become of them. */
export interface Drop {
  readonly batchId: BatchId;
  readonly title: string;
  readonly paths: readonly string[];
  readonly target: Target;
  readonly foldersAsProjects: boolean;
  readonly keepDuplicates: boolean;
  readonly onDuplicate: OnDuplicate;
  readonly onConflict: OnConflict;
  readonly createdAt: Date;
}

export type ResolveTarget = (
  target: Pick<CallParsed<'ingest.addPaths'>['target'], 'brandId' | 'projectId' | 'tags'>,
) => Promise<Target>;

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
    const projects = new Map<string, Promise<ProjectId | null>>();

    async function findOrCreate(folder: string): Promise<ProjectId | null> {
      try {
        const { brands } = await library.catalog();
        const brand = brands.find(({ id }) => id === brandId);
        const wanted = folder.toLowerCase();
        const existing = brand?.projects.find(({ name }) => name.toLowerCase() === wanted);
        return existing?.id ?? (await library.createProject({ brandId, name: folder })).id;
      } catch (error) {
        // A project can be chosen later; files that are not taken in could be lost.
        log.error('making a project of a folder failed', error);
        return projectId;
      }
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
