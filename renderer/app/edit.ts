import type { UndoId } from '@shared/domain/ids.ts';
import { toast } from '../components/toast-store.ts';
import { errorText } from './error-text.ts';
import { i18n } from './i18n.ts';
import { useUndo } from './undo-store.ts';

/** Says an error in a toast. */
export function toastError(error: unknown): void {
  const { title, remedy } = errorText(error);
  toast.error(title, { description: remedy });
}

async function takeBack(
  step: () => Promise<{ label: string } | null>,
  said: 'undone' | 'redone',
): Promise<void> {
  try {
    const done = await step();
    if (done) toast.info(i18n.t(`common:undo.${said}`, { label: done.label }));
  } catch (error) {
    toastError(error);
  }
}

/** Takes back the last edit (or the one named) and says so. */
export const undoLast = (undoId?: UndoId): Promise<void> =>
  takeBack(() => useUndo.getState().undo(undoId), 'undone');

/** Does the last edit that was taken back again and says so. */
export const redoLast = (): Promise<void> => takeBack(() => useUndo.getState().redo(), 'redone');

/**
 * Makes an edit: remembers its undo step and says what happened with an Undo button; an error is said, too.
 * `say` gets the number of changed assets and gives the words; `quiet` leaves the toast out (a star was pressed).
 * Answers whether it worked.
 */
export async function runEdit(
  edit: Promise<{ undoId: UndoId; changed: number }>,
  say: (changed: number) => string,
  options: { quiet?: boolean } = {},
): Promise<boolean> {
  try {
    const { undoId, changed } = await edit;
    if (changed === 0) return true;
    const label = say(changed);
    useUndo.getState().push({ undoId, label });
    if (options.quiet !== true) {
      toast.success(label, {
        action: { label: i18n.t('common:undo.action'), onSelect: () => void undoLast(undoId) },
      });
    }
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}
