import type { OpenLibrary } from '../../electron/connection/compose.ts';
import type { BrandId } from '../../shared/domain/ids.ts';

/** Watches a folder for a brand; what is in it is taken, and local copies go at once when they are `cleared`. */
export async function watchFolder(
  { watch }: Pick<OpenLibrary, 'watch'>,
  { path, brandId, cleared }: { path: string; brandId: BrandId; cleared: boolean },
): Promise<void> {
  const { id } = await watch.inspect(path);
  await watch.add({
    choiceId: id,
    existing: 'take',
    rule: {
      brandId,
      projectId: null,
      foldersAsProjects: false,
      tags: [],
      afterwards: cleared ? { kind: 'remove', days: 0 } : { kind: 'keep' },
    },
  });
}
