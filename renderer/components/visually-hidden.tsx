import type { ReactNode } from 'react';
import styles from '../styles/visually-hidden.module.css';

/** Read by screen readers, not seen. */
export function VisuallyHidden({ children, live = false }: { children: ReactNode; live?: boolean }) {
  return (
    <span className={styles.hidden} {...(live && { role: 'status', 'aria-live': 'polite' })}>
      {children}
    </span>
  );
}
