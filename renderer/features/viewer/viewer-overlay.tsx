import { useView } from '@renderer/app/view-store.ts';
import { focusContent, useReturnFocus } from '@renderer/components/use-return-focus.ts';
import hidden from '@renderer/styles/visually-hidden.module.css';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ViewerFrame, type ViewerKeys } from './viewer-frame.tsx';
import styles from './viewer-overlay.module.css';

const theGrid = (): Element | null => document.querySelector('[role=listbox]');

/** Quick look or the viewer over the window, whichever the view store says; nothing when closed. */
export function ViewerOverlay() {
  const { t } = useTranslation('viewer');
  const viewer = useView((state) => state.viewer);
  const close = useView((state) => state.closeViewer);
  const keys = useRef<ViewerKeys>(null);
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus(theGrid);
  return (
    <Dialog.Root open={viewer !== null} onOpenChange={(open) => !open && close()}>
      {viewer !== null && (
        <Dialog.Portal>
          {viewer.mode === 'quicklook' && <Dialog.Overlay className={styles.scrim} />}
          <Dialog.Content
            className={viewer.mode === 'viewer' ? styles.viewer : styles.quicklook}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              onOpenAutoFocus(event);
              focusContent(event);
            }}
            onCloseAutoFocus={onCloseAutoFocus}
            // Not by the layer's own Escape: a message on screen would take the first press for itself.
            onEscapeKeyDown={(event) => event.preventDefault()}
            onKeyDownCapture={(event) => {
              if (keys.current !== null) keys.current(event);
              else if (event.key === 'Escape') close();
            }}
            // A press on a message or menu above the viewer is no press outside of it.
            onInteractOutside={(event) => viewer.mode === 'viewer' && event.preventDefault()}
          >
            <Dialog.Title className={hidden.hidden}>
              {viewer.mode === 'viewer' ? t('title') : t('quicklook')}
            </Dialog.Title>
            <ViewerFrame viewer={viewer} keys={keys} />
          </Dialog.Content>
        </Dialog.Portal>
      )}
    </Dialog.Root>
  );
}
