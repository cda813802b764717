import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './state.module.css';

export interface EmptyStateProps {
  title: string;
  text?: string | undefined;
  icon?: LucideIcon;
  /** In place of the icon. */
  illustration?: ReactNode;
  actions?: ReactNode;
  /** `danger`: something failed. */
  tone?: 'quiet' | 'danger';
  /** For panels and lists. */
  compact?: boolean;
}

/** Says why there is nothing here and what can be done about it. */
export function EmptyState({
  title,
  text,
  icon,
  illustration,
  actions,
  tone = 'quiet',
  compact = false,
}: EmptyStateProps) {
  return (
    <div className={clsx(styles.state, compact && styles.compact)}>
      {(illustration || icon) && (
        <div className={styles.art}>
          {illustration ??
            (icon && (
              <span className={clsx(styles.badge, tone === 'danger' && styles.danger)}>
                <Icon icon={icon} size={compact ? 18 : 24} />
              </span>
            ))}
        </div>
      )}
      <p className={styles.title}>{title}</p>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
