import type { ReactNode } from 'react';
import styles from './list-panel.module.css';

interface ListPanelProps {
  intro: string;
  /** Beside the introduction, at the end. */
  actions: ReactNode;
  /** Below the list. */
  footer?: ReactNode;
  /** The rows, list items each. */
  children: ReactNode;
}

/** A section of the settings that keeps a list: what it is for, what can be added, and the rows. */
export function ListPanel({ intro, actions, footer, children }: ListPanelProps) {
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.intro}>{intro}</p>
        {actions}
      </div>
      <ul className={styles.list}>{children}</ul>
      {footer}
    </div>
  );
}

/** Stands where the list will be: as many skeletons as rows are likely. */
export function ListPanelWaiting({ children }: { children: ReactNode }) {
  return (
    <div className={styles.panel} aria-busy>
      {children}
    </div>
  );
}
