import type { AssetId, BatchId } from '@shared/domain/ids.ts';
import { undoIdSchema } from '@shared/domain/ids.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import { mayChange } from '../../app/access.ts';
import { ContractError, client, onEvent, replaceFile } from '../../app/client.ts';
import { toastError, undoLast } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { type TakeBack, useUndo } from '../../app/undo-store.ts';
import { confirm, toast } from '../../components/index.ts';
import { notBareReason } from '../library/actions/not-bare.ts';

/** Files on their way that become versions, by their drop. */
const replacing = new Map<BatchId, AssetId>();

async function refresh(id: AssetId): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: queryKeys.asset(id) });
}

/** Restoring a version is its own inverse: what was current before is restored then. */
const restoring =
  (id: AssetId, number: number): TakeBack =>
  async () => {
    const { former } = await client.versions.restore({ id, number });
    // What is on screen follows by itself; the next step need not wait for it.
    void refresh(id);
    return restoring(id, former);
  };

/** Says what was done, and offers to take it back by restoring `former`. */
function done(id: AssetId, label: string, former: number): void {
  const undoId = undoIdSchema.parse(crypto.randomUUID());
  useUndo.getState().push({ undoId, label, takeBack: restoring(id, former) });
  toast.success(label, {
    action: { label: i18n.t('common:undo.action'), onSelect: () => void undoLast(undoId) },
  });
}

async function arrived(id: AssetId): Promise<void> {
  const { versions } = await client.versions.list({ id });
  const [current, former] = versions;
  await refresh(id);
  if (current === undefined || former === undefined) return;
  done(id, i18n.t('versions:done.replaced', { name: current.name, number: current.number }), former.number);
}

/** Says when files that become versions have arrived; failures are in the tray. Returns the way to stop. */
export function startReplacements(): () => void {
  return onEvent('ingest.progress', ({ files }) => {
    for (const { batchId, state, replaces } of files) {
      const id = replacing.get(batchId);
      // A version that came otherwise, by its file's name.
      if (id === undefined && state === 'published' && replaces !== undefined) void refresh(replaces);
      if (id === undefined) continue;
      if (state === 'published') void arrived(id).catch(toastError);
      if (state === 'duplicate') toast.info(i18n.t('versions:done.same'));
      if (state === 'published' || state === 'duplicate' || state === 'cancelled') replacing.delete(batchId);
    }
  });
}

async function follow(id: AssetId, begun: Promise<{ batchId: BatchId | null } | null>): Promise<boolean> {
  try {
    const batchId = (await begun)?.batchId ?? null;
    if (batchId !== null) replacing.set(batchId, id);
    return batchId !== null;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** What can be done with the versions of an asset, each with its words; answers whether it was done. */
export const versionActions = {
  /** Asks for a file. */
  choose: async (id: AssetId): Promise<boolean> =>
    mayChange() && (await follow(id, client.versions.chooseReplacement({ id }))),

  /** Takes a file that was dropped on the asset. */
  drop: async (id: AssetId, files: readonly File[]): Promise<boolean> => {
    const [file] = files;
    if (!mayChange() || file === undefined) return false;
    if (files.length > 1) {
      toast.info(i18n.t('versions:drop.one'));
      return false;
    }
    return await follow(id, replaceFile(file, { id }));
  },

  restore: async (id: AssetId, number: number): Promise<boolean> => {
    if (!mayChange()) return false;
    try {
      const { former } = await client.versions.restore({ id, number });
      await refresh(id);
      done(id, i18n.t('versions:done.restored', { number }), former);
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  },

  /** Deletes for good after asking. */
  remove: async (id: AssetId, numbers: readonly number[], bytes: number): Promise<boolean> => {
    const count = numbers.length;
    if (count === 0 || !mayChange()) return false;
    const yes = await confirm({
      title: i18n.t('versions:remove.title', { count }),
      description: i18n.t('versions:remove.text', { count, size: formatBytes(bytes, i18n.language) }),
      confirmLabel: i18n.t('versions:remove.confirm'),
      danger: true,
    });
    if (!yes) return false;
    try {
      const { removed } = await client.versions.remove({ id, numbers: [...numbers] });
      await refresh(id);
      void queryClient.invalidateQueries({ queryKey: queryKeys.usage() });
      toast.success(i18n.t('versions:done.removed', { count: removed }));
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  },

  annotate: async (id: AssetId, number: number, note: string): Promise<boolean> => {
    if (!mayChange()) return false;
    try {
      await client.versions.annotate({ id, number, note });
      await refresh(id);
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  },

  saveCopy: async (id: AssetId, number: number): Promise<void> => {
    try {
      const { saved } = await client.versions.saveCopy({ id, number });
      if (saved) toast.success(i18n.t('versions:done.saved'));
    } catch (error) {
      toastError(error);
    }
  },

  /** Where the metadata can't be removed nothing is saved, unless the person wants it as it is. */
  saveBareCopy: async (id: AssetId, number: number): Promise<void> => {
    try {
      const { saved } = await client.versions.saveCopy({ id, number, metadata: 'removed' });
      if (saved) toast.success(i18n.t('versions:done.savedBare'));
    } catch (error) {
      const reason = error instanceof ContractError ? notBareReason(error) : null;
      if (reason === null) {
        toastError(error);
        return;
      }
      toast.error(i18n.t('versions:done.notBare'), {
        description: i18n.t('versions:done.notBareReason', { reason: i18n.t(`library:notBare.${reason}`) }),
        action: {
          label: i18n.t('versions:done.saveAsItIs'),
          onSelect: () => void versionActions.saveCopy(id, number),
        },
      });
    }
  },

  copyLink: async (id: AssetId, number: number): Promise<void> => {
    try {
      const { url } = await client.versions.downloadUrl({ id, number });
      await navigator.clipboard.writeText(url);
      toast.success(i18n.t('versions:done.linkCopied'));
    } catch (error) {
      toastError(error);
    }
  },
};
