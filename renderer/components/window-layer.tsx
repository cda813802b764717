import { Dialog } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import hidden from '../styles/visually-hidden.module.css';
import { closeByEscape } from './escape.ts';
import { focusContent, useReturnFocus } from './use-return-focus.ts';
import styles from './window-layer.module.css';

interface WindowLayerProps {
  open: boolean;
  /** Read out when it opens, not seen. */
  title: string;
  /** How it comes. */
  motion?: 'fade' | 'rise';
  /** Asked to close; it stays until `open` says otherwise. */
  onClose: () => void;
  /** Gets every key before Escape is looked for. */
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** Covers the whole window as a modal dialog, and gives the focus back when it goes. */
export function WindowLayer({
  open,
  title,
  motion = 'fade',
  onClose,
  onKeyDown,
  children,
}: WindowLayerProps) {
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus();
  const leave = closeByEscape(onClose);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      {open && (
        <Dialog.Portal>
          <Dialog.Content
            className={styles.layer}
            data-motion={motion}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              onOpenAutoFocus(event);
              focusContent(event);
            }}
            onCloseAutoFocus={onCloseAutoFocus}
            onKeyDown={(event) => {
              onKeyDown?.(event);
              leave(event);
            }}
            // A press on a message or menu above is no press outside of it.
            onInteractOutside={(event) => event.preventDefault()}
          >
            <Dialog.Title className={hidden.hidden}>{title}</Dialog.Title>
            {children}
          </Dialog.Content>
        </Dialog.Portal>
      )}
    </Dialog.Root>
  );
}
