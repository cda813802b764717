import clsx from 'clsx';
import { Star } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import styles from './rating.module.css';

const steps = [1, 2, 3, 4, 5] as const;

export interface StarRatingProps {
  /** 0 to 5; null where the selection differs. */
  value: number | null;
  onChange: (value: number) => void;
  label?: string;
  /** Shows the stars, and nothing where there are none. */
  readOnly?: boolean;
}

/** Pressing the chosen star again takes the rating away. */
export function StarRating({ value, onChange, label, readOnly = false }: StarRatingProps) {
  const { t } = useTranslation('common');
  const [hovered, setHovered] = useState<number | null>(null);
  if (readOnly) return value ? <Stars value={value} /> : null;
  const shown = hovered ?? value ?? 0;
  return (
    <RadioGroup.Root
      aria-label={label ?? t('rating.label')}
      className={styles.stars}
      orientation="horizontal"
      value={value ? String(value) : ''}
      onValueChange={(next) => onChange(Number(next))}
      onPointerLeave={() => setHovered(null)}
    >
      {steps.map((step) => (
        <RadioGroup.Item
          key={step}
          value={String(step)}
          aria-label={t('rating.stars', { count: step })}
          className={clsx(styles.star, step <= shown && styles.filled)}
          onPointerEnter={() => setHovered(step)}
          onClick={() => value === step && onChange(0)}
        >
          <Icon icon={Star} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

function Stars({ value }: { value: number }) {
  const { t } = useTranslation('common');
  return (
    <span className={styles.stars} role="img" aria-label={t('rating.stars', { count: value })}>
      {steps.map((step) => (
        <span key={step} className={clsx(styles.fixedStar, step <= value && styles.filled)}>
          <Icon icon={Star} />
        </span>
      ))}
    </span>
  );
}
