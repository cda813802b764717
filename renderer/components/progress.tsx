import clsx from 'clsx';
import { Progress as Radix } from 'radix-ui';
import styles from './progress.module.css';

export interface ProgressProps {
  /** Accessible name. */
  label: string;
  /** 0 to 1; null while the amount is not known. */
  value: number | null;
  /** What a screen reader says, such as `62 of 100`. */
  valueText?: string;
  tone?: 'accent' | 'ok' | 'danger';
  className?: string | undefined;
}

export function Progress({ label, value, valueText, tone = 'accent', className }: ProgressProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <Radix.Root
      className={clsx(
        styles.progress,
        share === null && styles.indeterminate,
        tone !== 'accent' && styles[tone],
        className,
      )}
      aria-label={label}
      value={share === null ? null : Math.round(share * 100)}
      {...(valueText !== undefined && { getValueLabel: () => valueText })}
    >
      <Radix.Indicator
        className={styles.bar}
        style={share === null ? undefined : { transform: `scaleX(${share})` }}
      />
    </Radix.Root>
  );
}
