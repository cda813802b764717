import type { AssetId } from '../../../shared/domain/ids.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function versionsHandlers({ session, dialogs }: AppParts): AreaHandlers<'versions'> {
  const versions = () => session.library.versions;

  async function replace(assetId: AssetId, path: string) {
    const place = await versions().placeOf(assetId);
    return await session.library.ingest.replace({ assetId, ...place, path });
  }

  return {
    'versions.list': (input) => versions().list(input),
    'versions.replacePath': ({ id, path }) => replace(id, path),
    'versions.chooseReplacement': async ({ id }) => {
      const path = await dialogs.chooseOneFile();
      return path === null ? { batchId: null } : await replace(id, path);
    },
    'versions.restore': (input) => versions().restore(input),
    'versions.remove': (input) => versions().remove(input),
    'versions.annotate': (input) => versions().annotate(input),
    'versions.downloadUrl': (input) => versions().downloadUrl(input),
    'versions.saveCopy': async ({ metadata, ...input }) => {
      const original = await versions().original(input);
      const place = await dialogs.saveFile(original.name);
      if (place === null) return { saved: false };
      await session.library.copies.saveAs(original, place, metadata);
      return { saved: true };
    },
  };
}
