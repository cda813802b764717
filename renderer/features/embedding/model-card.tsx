import clsx from 'clsx';
import { Check, Dot, Minus } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import styles from './model-card.module.css';

export interface Trait {
  text: string;
  /** Null: neither good nor bad. */
  good: boolean | null;
}

/** One of the models, with what speaks for and against it; the same four points in the same places on every card. */
export function ModelCard({
  name,
  text,
  traits,
  used,
  actions,
  children,
}: {
  name: string;
  text: string;
  traits: readonly Trait[];
  used: boolean;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const { t } = useTranslation('embedding');
  const id = useId();
  return (
    <article className={clsx(styles.card, used && styles.used)} aria-labelledby={id}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h4 id={id} className={styles.name}>
            {name}
            {used && (
              <span className={styles.badge}>
                <Icon icon={Check} size={12} />
                {t('inUse')}
              </span>
            )}
          </h4>
          <p className={styles.text}>{text}</p>
        </div>
        <div className={styles.actions}>{actions}</div>
      </header>
      <ul className={styles.traits}>
        {traits.map(({ text: trait, good }) => (
          <li key={trait} className={clsx(styles.trait, good === false && styles.against)}>
            <Icon
              icon={good === null ? Dot : good ? Check : Minus}
              size={14}
              className={clsx(good === true && styles.good)}
            />
            {trait}
          </li>
        ))}
      </ul>
      {children}
    </article>
  );
}
