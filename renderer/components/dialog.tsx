import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';
import { closeByEscape } from './escape.ts';
import { focusContent, useReturnFocus } from './use-return-focus.ts';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  children: ReactNode;
  /** 440, 600 or 800 px wide. */
  size?: 's' | 'm' | 'l';
  /** The body without padding, for lists that reach the edges. */
  flush?: boolean;
}

/** A modal dialog: traps focus, closes with Escape, gives focus back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  children,
  size = 's',
  flush = false,
}: DialogProps) {
  const { t } = useTranslation('common');
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={clsx(styles.dialog, styles[size])}
          onOpenAutoFocus={(event) => {
            onOpenAutoFocus(event);
            focusContent(event);
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          onKeyDown={closeByEscape(() => onOpenChange(false))}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className={styles.header}>
            <div className={styles.heading}>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className={styles.description}>{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t('close')} size="s" className={styles.close} />
            </Radix.Close>
          </header>
          <div className={clsx(styles.body, flush && styles.flush)}>{children}</div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
