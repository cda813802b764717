import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip, Popover } from '../../../components/index.ts';
import styles from './filters.module.css';

export interface FilterChipProps {
  /** What it filters by: the words of the chip while it does not. */
  name: string;
  /** What it filters for; null while it does not. */
  value: string | null;
  onClear: () => void;
  /** The choices; rendered while the panel is open. */
  children: () => ReactNode;
}

/** A chip that shows its value and opens its choices. */
export function FilterChip({ name, value, onClear, children }: FilterChipProps) {
  const { t } = useTranslation('library');
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={name}
      open={open}
      onOpenChange={setOpen}
      className={styles.panel}
      trigger={
        <Chip
          pressed={value !== null}
          onClear={onClear}
          clearLabel={t('filters.clearOne', { name })}
          aria-label={value === null ? name : `${name}: ${value}`}
        >
          <span className={styles.value}>{value ?? name}</span>
        </Chip>
      }
    >
      {open && children()}
    </Popover>
  );
}
