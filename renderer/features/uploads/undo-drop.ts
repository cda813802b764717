import type { AssetId, BatchId, UndoId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { runEdit, toastError, undoLast } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { type TakeBack, useUndo } from '../../app/undo-store.ts';
import { toast } from '../../components/toast-store.ts';

type Undone = Awaited<ReturnType<typeof client.ingest.undo>>;

/** Takes a drop back: what it added goes to the trash, and its new versions make way for those before. */
export async function undoDrop({ id, title }: { id: BatchId; title: string }): Promise<boolean> {
  const undoing = client.ingest.undo({ batchId: id });
  try {
    const undone = await undoing;
    if (undone.restored.length > 0) {
      tell(undone, title);
      return true;
    }
  } catch (error) {
    toastError(error);
    return false;
  }
  return await runEdit(undoing, (count) => i18n.t('uploads:undone', { count, title }));
}

/** With versions among it, a step of its own takes it back: they are restored one by one. */
function tell({ undoId, changed, restored }: Undone, title: string): void {
  const count = restored.length;
  const label =
    changed === 0
      ? i18n.t('uploads:undoneVersions', { count, title })
      : `${i18n.t('uploads:undone', { count: changed, title })} · ${i18n.t('uploads:takenBack', { count })}`;
  const files = restored.map(({ id, former }) => ({ id, number: former }));
  for (const file of files) refresh(file.id);
  useUndo.getState().push({ undoId, label, takeBack: restoring(changed === 0 ? null : undoId, files) });
  toast.success(label, {
    action: { label: i18n.t('common:undo.action'), onSelect: () => void undoLast(undoId) },
  });
}

const refresh = (id: AssetId): void => void queryClient.invalidateQueries({ queryKey: queryKeys.asset(id) });

/** Restores versions, and takes the edit back that came with them. */
function restoring(undoId: UndoId | null, files: readonly { id: AssetId; number: number }[]): TakeBack {
  return async () => {
    const before: { id: AssetId; number: number }[] = [];
    for (const { id, number } of files) {
      const { former } = await client.versions.restore({ id, number });
      before.push({ id, number: former });
      refresh(id);
    }
    const redo = undoId === null ? null : (await client.assets.undo({ undoId })).redoId;
    return restoring(redo, before);
  };
}
