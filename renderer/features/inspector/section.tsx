import type { ReactNode } from 'react';
import styles from './inspector.module.css';

/** A part of the inspector under a small heading. */
export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <header className={styles.heading}>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}

/** Names and values in two columns; a fact without a value is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === null || value === '' || value === undefined ? null : (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd data-selectable>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
