import clsx from 'clsx';
import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../app/error-text.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './state.module.css';

export interface ErrorStateProps {
  /** A `ContractError`, or anything that was thrown. */
  error: unknown;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  actions?: ReactNode;
  compact?: boolean;
}

/** What happened and what to do now, in place of what should have been here. */
export function ErrorState({ error, onRetry, retrying = false, actions, compact = false }: ErrorStateProps) {
  const { t } = useTranslation('common');
  const { title, remedy } = useErrorText()(error);
  return (
    <div className={clsx(styles.state, compact && styles.compact)} role="alert">
      <div className={styles.art}>
        <span className={clsx(styles.badge, styles.danger)}>
          <Icon icon={TriangleAlert} size={compact ? 18 : 24} />
        </span>
      </div>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{remedy}</p>
      {(onRetry || actions) && (
        <div className={styles.actions}>
          {onRetry && (
            <Button icon={RotateCw} onClick={onRetry} busy={retrying}>
              {t('retry')}
            </Button>
          )}
          {actions}
        </div>
      )}
    </div>
  );
}
