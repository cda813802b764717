import { useView } from '@renderer/app/view-store.ts';
import clsx from 'clsx';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ViewerFrame, type ViewerKeys } from './viewer-frame.tsx';
import styles from './viewer-overlay.module.css';

/** Quick look or the viewer over the window, whichever the view store says; nothing when closed. */
export function ViewerOverlay() {
  const { t } = useTranslation('viewer');
  const viewer = useView((state) => state.viewer);
  const close = useView((state) => state.closeViewer);
  const cameFrom = useRef<Element | null>(null);
  const content = useRef<HTMLDivElement>(null);
  const keys = useRef<ViewerKeys>(null);
  return (
    <Dialog.Root open={viewer !== null} onOpenChange={(open) => !open && close()}>
      {viewer !== null && (
        <Dialog.Portal>
          {viewer.mode === 'quicklook' && <Dialog.Overlay className={styles.scrim} />}
          <Dialog.Content
            ref={content}
            className={clsx(viewer.mode === 'viewer' ? styles.viewer : styles.quicklook)}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              cameFrom.current = document.activeElement;
              content.current?.focus();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              giveFocusBack(cameFrom.current);
            }}
            // Not by the layer's own Escape: a message on screen would take the first press for itself.
            onEscapeKeyDown={(event) => event.preventDefault()}
            onKeyDownCapture={(event) => {
              if (keys.current !== null) keys.current(event);
              else if (event.key === 'Escape') close();
            }}
            // A press on a message or menu above the viewer is no press outside of it.
            onInteractOutside={(event) => viewer.mode === 'viewer' && event.preventDefault()}
          >
            <Dialog.Title className={styles.hidden}>
              {viewer.mode === 'viewer' ? t('title') : t('quicklook')}
            </Dialog.Title>
            <ViewerFrame viewer={viewer} keys={keys} />
          </Dialog.Content>
        </Dialog.Portal>
      )}
    </Dialog.Root>
  );
}

/** To where the focus was; the grid, where that is no longer there. */
function giveFocusBack(cameFrom: Element | null): void {
  for (const element of [cameFrom, document.querySelector('[role=listbox]')]) {
    if (!(element instanceof HTMLElement) || !element.isConnected || element === document.body) continue;
    element.focus({ preventScroll: true });
    return;
  }
}
