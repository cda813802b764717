import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { confirm } from '../../components/confirm-dialog.tsx';
import { closeByEscape } from '../../components/escape.ts';
import { useReturnFocus } from '../../components/use-return-focus.ts';
import styles from './connect-page.module.css';
import { ConnectPage } from './connect-page.tsx';
import { useConnectPage } from './connect-store.ts';

/** The connect page over whatever the window shows; once in the window. */
export function ConnectLayer() {
  const { t } = useTranslation('connection');
  const start = useConnectPage((state) => state.start);
  const hide = useConnectPage((state) => state.hide);
  const dirty = useRef(false);
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus();
  const askToClose = async (): Promise<void> => {
    const discard =
      !dirty.current ||
      (await confirm({
        title: t('page.discard.title'),
        description: t('page.discard.text'),
        confirmLabel: t('page.discard.confirm'),
        danger: true,
      }));
    if (!discard) return;
    dirty.current = false;
    hide();
  };
  return (
    <Dialog.Root open={start !== null} onOpenChange={(open) => !open && void askToClose()}>
      {start !== null && (
        <Dialog.Portal>
          <Dialog.Content
            className={styles.page}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              onOpenAutoFocus(event);
              const content = event.currentTarget;
              if (!(content instanceof HTMLElement)) return;
              event.preventDefault();
              (content.querySelector<HTMLElement>('[data-autofocus]') ?? content).focus();
            }}
            onCloseAutoFocus={onCloseAutoFocus}
            onKeyDown={closeByEscape(() => void askToClose())}
            onInteractOutside={(event) => event.preventDefault()}
          >
            <Dialog.Title className={styles.hidden}>
              {t(start.kind === 'edit' ? 'page.edit' : 'page.new')}
            </Dialog.Title>
            <ConnectPage
              start={start}
              onDirty={() => {
                dirty.current = true;
              }}
              onClose={() => void askToClose()}
              onDone={() => {
                dirty.current = false;
                hide();
              }}
            />
          </Dialog.Content>
        </Dialog.Portal>
      )}
    </Dialog.Root>
  );
}
