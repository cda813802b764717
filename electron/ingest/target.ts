import type { CallParsed } from '../../shared/contract/index.ts';
import { entityNameSchema } from '../../shared/domain/catalog.ts';
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

/** The longest name that a person can give. */
const nameLimit = 120;

/** What a folder's project is called: as a person could have typed it. Null for a folder named by nothing to be seen. */
export function projectNameOf(folder: string): string | null {
  const shown = folder
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '');
  const name = entityNameSchema.safeParse([...shown.trim()].slice(0, nameLimit).join(''));
  return name.success ? name.data : null;
}

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

    async function findOrCreate(name: string): Promise<ProjectId | null> {
      try {
        const { brands } = await library.catalog();
        const brand = brands.find(({ id }) => id === brandId);
        const wanted = name.toLowerCase();
        const existing = brand?.projects.find((project) => project.name.toLowerCase() === wanted);
        return existing?.id ?? (await library.createProject({ brandId, name })).id;
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
      async projectFor(folder) {
        const name = projectNameOf(folder);
        if (name === null) return projectId;
        const key = name.toLowerCase();
        const known = projects.get(key) ?? findOrCreate(name);
        projects.set(key, known);
        return await known;
      },
    };
  };
}
