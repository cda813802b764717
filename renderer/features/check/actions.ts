import type { FindingKind, FindingState } from '@shared/contract/check.ts';
import type { BrandId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { runEdit, toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { toast } from '../../components/toast-store.ts';

async function said(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toastError(error);
  } finally {
    void queryClient.invalidateQueries({ queryKey: queryKeys.check() });
  }
}

export const startCheck = (verify: boolean): Promise<void> =>
  said(async () => {
    queryClient.setQueryData(queryKeys.check(), await client.check.start({ verify }));
  });

export const cancelCheck = (): Promise<void> =>
  said(async () => {
    queryClient.setQueryData(queryKeys.check(), await client.check.cancel({}));
  });

export const repairFiles = (from: 'former' | 'folder'): Promise<void> =>
  said(async () => {
    const { chosen, restored, left } = await client.check.repairFiles({ from });
    if (!chosen) return;
    const rest = left > 0 ? { description: i18n.t('check:said.left', { count: left }) } : {};
    if (restored > 0) toast.success(i18n.t('check:said.repaired', { count: restored }), rest);
    else toast.info(i18n.t('check:said.nothingFound'), rest);
  });

export const makeRenditions = (): Promise<void> =>
  said(async () => {
    const { queued } = await client.check.makeRenditions({});
    toast.success(i18n.t('check:said.queued', { count: queued }));
  });

export async function trashMissing(): Promise<void> {
  await runEdit(client.check.trashMissing({}), (count) => i18n.t('check:said.trashed', { count }));
  void queryClient.invalidateQueries({ queryKey: queryKeys.check() });
}

export const restoreAssets = (ids: readonly string[] | null, brandId: BrandId): Promise<void> =>
  said(async () => {
    const { restored } = await client.check.restoreAssets({ ids: ids === null ? null : [...ids], brandId });
    toast.success(i18n.t('check:said.restored', { count: restored }));
  });

/** With a way back. */
export const decide = (
  kind: FindingKind,
  ids: readonly string[] | null,
  state: FindingState,
): Promise<void> =>
  said(async () => {
    const selection = { kind, ids: ids === null ? null : [...ids] };
    const { changed, ids: decided } = await client.check.decide({ selection, state });
    if (changed === 0 || state === 'open') return;
    const words = { quarantined: 'check:said.quarantined', kept: 'check:said.kept' } as const;
    toast.success(i18n.t(words[state], { count: changed }), {
      action: {
        label: i18n.t('common:undo.action'),
        onSelect: () => void decide(kind, decided, 'open'),
      },
    });
  });

export const exportFindings = (format: 'csv' | 'json'): Promise<void> =>
  said(async () => {
    const { saved } = await client.check.export({ format });
    if (saved) toast.success(i18n.t('check:said.saved'));
  });
