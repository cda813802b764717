import type { AssetSummary, ColorLabel } from '@shared/domain/asset.ts';
import type { AssetId, BrandId, ProjectId } from '@shared/domain/ids.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import { mayChange } from '../../../app/access.ts';
import { client } from '../../../app/client.ts';
import { runEdit, toastError } from '../../../app/edit.ts';
import { i18n } from '../../../app/i18n.ts';
import { useSelection } from '../../../app/selection-store.ts';
import { useView } from '../../../app/view-store.ts';
import { confirm, toast } from '../../../components/index.ts';
import { saveCopies } from './save-copies.ts';

/** Assets that one edit takes. */
const mostInOneEdit = 100_000;
const mostLinks = 500;

/** Whether something may be done with so many; says so where not. */
function fewEnough(ids: readonly AssetId[], most = mostInOneEdit): boolean {
  if (ids.length === 0) return false;
  if (ids.length <= most) return true;
  toast.info(i18n.t('library:done.tooMany', { count: most }));
  return false;
}

/** Whether these assets may be changed; says so where not. */
const allowed = (ids: readonly AssetId[]): boolean => ids.length > 0 && mayChange() && fewEnough(ids);

function deselect(ids: readonly AssetId[]): void {
  const left = new Set(useSelection.getState().ids);
  for (const id of ids) left.delete(id);
  useSelection.setState({ ids: left });
}

/** Everything that can be done with assets, each with its undo step and its words; answers whether it was done. */
export const assetActions = {
  rate: async (ids: AssetId[], rating: number): Promise<boolean> =>
    allowed(ids) &&
    runEdit(
      client.assets.rate({ ids, rating }),
      (count) => i18n.t(rating === 0 ? 'library:done.unrated' : 'library:done.rated', { count, rating }),
      { quiet: ids.length === 1 },
    ),

  label: async (ids: AssetId[], label: ColorLabel | null): Promise<boolean> =>
    allowed(ids) &&
    runEdit(
      client.assets.label({ ids, label }),
      (count) =>
        label === null
          ? i18n.t('library:done.unlabelled', { count })
          : i18n.t('library:done.labelled', { count, label: i18n.t(`common:colorLabel.${label}`) }),
      { quiet: ids.length === 1 },
    ),

  tag: async (
    ids: AssetId[],
    { add = [], remove = [] }: { add?: string[]; remove?: string[] },
  ): Promise<boolean> =>
    allowed(ids) &&
    runEdit(
      client.assets.tag({ ids, add, remove }),
      (count) =>
        add.length > 0
          ? i18n.t('library:done.tagged', { count, tags: add.join(', ') })
          : i18n.t('library:done.untagged', { count, tags: remove.join(', ') }),
      { quiet: ids.length === 1 },
    ),

  rename: async (id: AssetId, name: string): Promise<boolean> =>
    mayChange() &&
    runEdit(client.assets.rename({ id, name }), () => i18n.t('library:done.renamed', { name })),

  annotate: async (id: AssetId, note: string): Promise<boolean> =>
    mayChange() &&
    runEdit(client.assets.annotate({ id, note }), () => i18n.t('library:done.annotated'), { quiet: true }),

  move: async (
    ids: AssetId[],
    target: { brandId: BrandId; projectId: ProjectId | null; name: string },
  ): Promise<boolean> =>
    allowed(ids) &&
    runEdit(client.assets.move({ ids, brandId: target.brandId, projectId: target.projectId }), (count) =>
      i18n.t('library:done.moved', { count, name: target.name }),
    ),

  trash: async (ids: AssetId[]): Promise<boolean> => {
    if (!allowed(ids)) return false;
    const done = await runEdit(client.assets.trash({ ids }), (count) =>
      i18n.t('library:done.trashed', { count }),
    );
    if (done) deselect(ids);
    return done;
  },

  restore: async (ids: AssetId[]): Promise<boolean> => {
    if (!allowed(ids)) return false;
    const done = await runEdit(client.assets.restore({ ids }), (count) =>
      i18n.t('library:done.restored', { count }),
    );
    if (done) deselect(ids);
    return done;
  },

  /** Deletes for good after asking; null empties the trash. `bytes` is what becomes free, where it is known. */
  purge: async (ids: AssetId[] | null, count: number, bytes: number | null): Promise<boolean> => {
    if (count === 0 || !mayChange() || (ids !== null && !fewEnough(ids))) return false;
    const yes = await confirm({
      title: i18n.t(ids === null ? 'library:purge.emptyTitle' : 'library:purge.title', { count }),
      description:
        bytes === null
          ? i18n.t('library:purge.text', { count })
          : i18n.t('library:purge.textWithSize', { count, size: formatBytes(bytes, i18n.language) }),
      confirmLabel: i18n.t('library:purge.confirm'),
      danger: true,
    });
    if (!yes) return false;
    try {
      const { purged } = await client.assets.purge({ ids });
      if (ids === null) useSelection.getState().clear();
      else deselect(ids);
      toast.success(i18n.t('library:done.purged', { count: purged }));
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  },

  saveCopies: async (ids: AssetId[]): Promise<void> => {
    if (fewEnough(ids)) await saveCopies(ids, 'kept');
  },

  /** Copies that say nothing about place, device, people and their making. */
  saveBareCopies: async (ids: AssetId[]): Promise<void> => {
    if (fewEnough(ids)) await saveCopies(ids, 'removed');
  },

  copyLinks: async (ids: AssetId[]): Promise<void> => {
    if (!fewEnough(ids, mostLinks)) return;
    try {
      const { urls } = await client.assets.downloadUrls({ ids });
      await navigator.clipboard.writeText(urls.map(({ url }) => url).join('\n'));
      toast.success(i18n.t('library:done.linksCopied', { count: urls.length }));
    } catch (error) {
      toastError(error);
    }
  },

  retryRenditions: async (ids: AssetId[]): Promise<void> => {
    if (!allowed(ids)) return;
    try {
      await client.assets.retryRenditions({ ids });
      toast.info(i18n.t('library:done.renditionsQueued', { count: ids.length }));
    } catch (error) {
      toastError(error);
    }
  },

  /** Shows what looks like an asset, in its brand unless everywhere was chosen before. */
  findSimilar: (asset: AssetSummary): void => {
    const { showSimilar, similarBrandId } = useView.getState();
    showSimilar(
      {
        kind: 'similar',
        source: { kind: 'asset', assetId: asset.id },
        title: asset.name,
        previewUrl: asset.thumbnailUrl,
      },
      similarBrandId === null ? null : asset.brandId,
    );
  },
};
