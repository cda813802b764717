import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { closeByEscape } from '../../components/escape.ts';
import { useReturnFocus } from '../../components/use-return-focus.ts';
import styles from './compare-overlay.module.css';
import { useVersionCompare } from './compare-store.ts';
import { type CompareKeys, CompareView } from './compare-view.tsx';

/** The comparison of versions over the window; nothing when none is open. */
export function CompareOverlay() {
  const { t } = useTranslation('versions');
  const assetId = useVersionCompare((state) => state.assetId);
  const close = useVersionCompare((state) => state.close);
  const content = useRef<HTMLDivElement>(null);
  const keys = useRef<CompareKeys>(null);
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus();
  return (
    <Dialog.Root open={assetId !== null} onOpenChange={(open) => !open && close()}>
      {assetId !== null && (
        <Dialog.Portal>
          <Dialog.Content
            ref={content}
            className={styles.overlay}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              onOpenAutoFocus(event);
              event.preventDefault();
              content.current?.focus();
            }}
            onCloseAutoFocus={onCloseAutoFocus}
            onKeyDown={(event) => {
              keys.current?.(event);
              closeByEscape(close)(event);
            }}
            // A press on a message or menu above is no press outside of it.
            onInteractOutside={(event) => event.preventDefault()}
          >
            <Dialog.Title className={styles.hidden}>{t('compare.title')}</Dialog.Title>
            <CompareView assetId={assetId} onClose={close} keys={keys} />
          </Dialog.Content>
        </Dialog.Portal>
      )}
    </Dialog.Root>
  );
}
