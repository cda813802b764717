import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import styles from './pane-page.module.css';

interface PanePageProps {
  title: string;
  /** Beside the title, at the end. */
  actions?: ReactNode;
  /** Back to the library: with it the page has a button for that, takes the focus, and is left by Escape. */
  onBack?: () => void;
  children: ReactNode;
}

/** A page of the middle pane: a column that scrolls, headed by its title. */
export function PanePage({ title, actions, onBack, children }: PanePageProps) {
  const { t } = useTranslation('common');
  const pane = useRef<HTMLElement>(null);
  const leaves = onBack !== undefined;
  useEffect(() => {
    // Its keys are there at once, and its name is read out.
    if (leaves) pane.current?.focus();
  }, [leaves]);
  useLeaveByEscape(onBack);
  return (
    <section ref={pane} className={styles.pane} aria-label={title} {...(leaves && { tabIndex: -1 })}>
      <div className={styles.page}>
        <header className={styles.header} data-back={leaves || undefined}>
          {leaves && (
            <IconButton icon={ArrowLeft} label={t('backToLibrary')} shortcut="Esc" onClick={onBack} />
          )}
          <h1 className={styles.title}>{title}</h1>
          {actions}
        </header>
        {children}
      </div>
    </section>
  );
}

/** Wherever the focus is: a button that is busy has lost it. What lies above takes its Escape first. */
function useLeaveByEscape(leave: (() => void) | undefined): void {
  useEffect(() => {
    if (leave === undefined) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      leave();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [leave]);
}
