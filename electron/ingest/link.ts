import { tagSchema } from '../../shared/domain/asset.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Library } from '../library/library.ts';
import type { Upload } from './upload.ts';

/**
 * Puts what a drop says of its files on the asset that has the same bytes: its tags, and its project where the asset
 * is in none. An asset that is in another project stays there and gets the project's name as a tag, so that it is
 * found from both. Nothing is stored again, and no two rows share an object: another program that removes one of them
 * would take the bytes of the other with it. May be done twice.
 */
export function createLink(parts: {
  readonly db: SparklioDb;
  readonly library: Pick<Library, 'tag' | 'move'>;
}): (upload: Pick<Upload, 'brandId' | 'projectId' | 'tags'>, existing: AssetId) => Promise<void> {
  const { db, library } = parts;
  return async ({ brandId, projectId, tags }, existing) => {
    const add = [...tags];
    if (projectId !== null) {
      const found = await db
        .selectFrom('public.generated_assets as g')
        .leftJoin('public.projects as p', (join) => join.on('p.id', '=', projectId))
        .select(['g.project_id', 'p.name'])
        .where('g.id', '=', existing)
        .executeTakeFirst();
      if (found === undefined) return;
      if (found.project_id === null) await library.move({ ids: [existing], brandId, projectId });
      else if (found.project_id !== projectId) {
        const tag = tagSchema.safeParse(found.name);
        if (tag.success) add.push(tag.data);
      }
    }
    if (add.length > 0) await library.tag({ ids: [existing], add, remove: [] });
  };
}
