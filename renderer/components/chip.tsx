import clsx from 'clsx';
import { type LucideIcon, X } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chip.module.css';
import { Icon } from './icon.tsx';

export interface ChipProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  children: ReactNode;
  icon?: LucideIcon;
  /** Whether the chip filters now. */
  pressed?: boolean;
  /** Gives it a ✕; Backspace and Delete on the chip do the same. */
  onClear?: (() => void) | undefined;
  /** What is cleared, for the name of the ✕. */
  clearLabel?: string;
}

/** A filter chip. Usable as the trigger of a Popover or Menu. */
export function Chip({
  children,
  icon,
  pressed = false,
  onClear,
  clearLabel,
  className,
  onKeyDown,
  ...rest
}: ChipProps) {
  const { t } = useTranslation('common');
  return (
    <span className={clsx(styles.chip, pressed && styles.pressed, className)}>
      <button
        type="button"
        className={styles.body}
        aria-pressed={pressed}
        onKeyDown={(event) => {
          if (onClear && (event.key === 'Backspace' || event.key === 'Delete')) onClear();
          onKeyDown?.(event);
        }}
        {...rest}
      >
        {icon && <Icon icon={icon} size={14} />}
        {children}
      </button>
      {pressed && onClear && (
        <button
          type="button"
          className={styles.clear}
          aria-label={clearLabel ?? t('clear')}
          onClick={onClear}
          tabIndex={-1}
        >
          <Icon icon={X} size={12} />
        </button>
      )}
    </span>
  );
}
