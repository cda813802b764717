import clsx from 'clsx';
import { AlertDialog } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { closeByEscape } from './escape.ts';
import { useReturnFocus } from './use-return-focus.ts';

export interface ConfirmQuestion {
  title: string;
  description: string;
  /** The verb on the button: say what happens, not "OK". */
  confirmLabel: string;
  danger?: boolean;
}

interface ConfirmState {
  open: boolean;
  question: ConfirmQuestion | null;
  answer: (yes: boolean) => void;
}

const useConfirmStore = create<ConfirmState>()(() => ({ open: false, question: null, answer: () => {} }));

/** Asks before something that can't be taken back: `if (await confirm({…})) …`. */
export function confirm(question: ConfirmQuestion): Promise<boolean> {
  useConfirmStore.getState().answer(false);
  return new Promise((resolve) => {
    useConfirmStore.setState({
      open: true,
      question,
      answer: (yes) => {
        // The question stays while the dialog fades, so that its words do not vanish first.
        useConfirmStore.setState({ open: false, answer: () => {} });
        resolve(yes);
      },
    });
  });
}

/** Shows what `confirm` asks; once in the window. */
export function ConfirmDialog() {
  const { t } = useTranslation('common');
  const { open, question, answer } = useConfirmStore();
  const returnFocus = useReturnFocus();
  if (question === null) return null;
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.overlay} />
        <AlertDialog.Content
          className={clsx(styles.dialog, styles.alert)}
          onKeyDown={closeByEscape(() => answer(false))}
          {...returnFocus}
        >
          <header className={styles.header}>
            <AlertDialog.Title className={styles.title}>{question.title}</AlertDialog.Title>
          </header>
          <div className={styles.body}>
            <AlertDialog.Description>{question.description}</AlertDialog.Description>
          </div>
          <footer className={styles.footer}>
            <AlertDialog.Cancel asChild>
              <Button>{t('cancel')}</Button>
            </AlertDialog.Cancel>
            <Button variant={question.danger === true ? 'danger' : 'primary'} onClick={() => answer(true)}>
              {question.confirmLabel}
            </Button>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
