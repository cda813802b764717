import { tagSchema } from '../../shared/domain/asset.ts';
import type { AssetId, ProjectId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Library } from '../library/library.ts';
import type { Upload } from './upload.ts';

/** A file, with the asset (`assetId`) that has its bytes. */
export type Linking = Pick<Upload, 'brandId' | 'projectId' | 'tags' | 'assetId'>;

/** Assets that get the same. */
interface Alike extends Omit<Linking, 'assetId'> {
  readonly assetIds: Set<AssetId>;
}

/**
 * Puts what drops say of their files on the assets that have the same bytes: their tags, and their project where an asset
 * is in none. An asset that is in another project stays there and gets the project's name as a tag, so that it is
 * found from both. Nothing is stored again, and no two rows share an object: another program that removes one of them
 * would take the bytes of the other with it. May be done twice.
 */
export function createLink(parts: {
  readonly db: SparklioDb;
  readonly library: Pick<Library, 'tag' | 'move'>;
}): (files: readonly Linking[]) => Promise<void> {
  const { db, library } = parts;

  async function tag(ids: readonly AssetId[], add: readonly string[]): Promise<void> {
    if (ids.length > 0 && add.length > 0) await library.tag({ ids: [...ids], add: [...add], remove: [] });
  }

  /** One group after another: two folders of a drop may name two projects for one asset. */
  return async (files) => {
    for (const { assetIds, brandId, projectId, tags } of alike(files)) {
      if (projectId === null) {
        await tag([...assetIds], tags);
        continue;
      }
      const { without, elsewhere, inside } = await places(db, assetIds, projectId);
      if (without.length > 0) await library.move({ ids: without, brandId, projectId });
      await tag([...without, ...inside], tags);
      if (elsewhere.length > 0) await tag(elsewhere, [...tags, ...(await nameAsTag(db, projectId))]);
    }
  };
}

function alike(files: readonly Linking[]): Iterable<Alike> {
  const groups = new Map<string, Alike>();
  for (const { brandId, projectId, tags, assetId } of files) {
    if (assetId === null) continue;
    const key = JSON.stringify([brandId, projectId, tags]);
    const group = groups.get(key) ?? { brandId, projectId, tags, assetIds: new Set() };
    group.assetIds.add(assetId);
    groups.set(key, group);
  }
  return groups.values();
}

/** Assets of one statement. */
const most = 1000;

/** Those of the assets that are there: in no project, in another one, and in the very one. */
async function places(db: SparklioDb, assetIds: ReadonlySet<AssetId>, projectId: ProjectId) {
  const ids = [...assetIds];
  const without: AssetId[] = [];
  const elsewhere: AssetId[] = [];
  const inside: AssetId[] = [];
  for (let at = 0; at < ids.length; at += most) {
    const rows = await db
      .selectFrom('public.generated_assets')
      .select(['id', 'project_id'])
      .where('id', 'in', ids.slice(at, at + most))
      .execute();
    for (const { id, project_id: project } of rows) {
      (project === null ? without : project === projectId ? inside : elsewhere).push(id);
    }
  }
  return { without, elsewhere, inside };
}

/** The name of a project, where it can be a tag. */
async function nameAsTag(db: SparklioDb, projectId: ProjectId): Promise<string[]> {
  const project = await db
    .selectFrom('public.projects')
    .select('name')
    .where('id', '=', projectId)
    .executeTakeFirst();
  const parsed = tagSchema.safeParse(project?.name);
  return parsed.success ? [parsed.data] : [];
}
