import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { ResolveTarget } from '../ingest/target.ts';
import type { PlacesOf } from './intake.ts';

/** Finds brand and project of a rule as they are now. A project that is gone leaves the files without one. */
export function createPlaces(db: SparklioDb, resolveTarget: ResolveTarget): PlacesOf {
  return async ({ brandId, projectId: wanted, foldersAsProjects, tags }) => {
    const brand = await db
      .selectFrom('public.brands')
      .select('id')
      .where('id', '=', brandId)
      .executeTakeFirst();
    if (brand === undefined) throw new AppError('not_found', 'The brand is not there any more');
    const project =
      wanted === null
        ? undefined
        : await db
            .selectFrom('public.projects')
            .select('id')
            .where('id', '=', wanted)
            .where('brand_id', '=', brandId)
            .executeTakeFirst();
    const projectId = project?.id ?? null;
    const target = await resolveTarget({ brandId, projectId, tags: [...tags] });
    return async (folder) => ({
      brandId,
      projectId: foldersAsProjects && folder !== null ? await target.projectFor(folder) : projectId,
    });
  };
}
