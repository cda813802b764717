import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  variant?: ButtonVariant;
  size?: 's' | 'm' | 'l';
  icon?: LucideIcon;
  /** Shows a spinner in place of the icon and refuses clicks. */
  busy?: boolean;
}

export function Button({
  variant = 'secondary',
  size = 'm',
  icon,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(styles.button, styles[variant], styles[size], className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner size={14} /> : icon && <Icon icon={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'aria-label'> {
  icon: LucideIcon;
  /** Accessible name, also shown as the tooltip. */
  label: string;
  /** Such as `Mod+F`; shown in the tooltip. */
  shortcut?: string;
  /** Makes it a toggle button. */
  pressed?: boolean;
  tooltipSide?: 'top' | 'bottom' | 'left' | 'right';
}

export function IconButton({
  icon,
  label,
  shortcut,
  pressed,
  variant = 'ghost',
  size = 'm',
  tooltipSide,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} {...(shortcut && { shortcut })} {...(tooltipSide && { side: tooltipSide })}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={clsx(
          styles.button,
          styles[variant],
          styles[size],
          styles.icon,
          pressed && styles.pressed,
          className,
        )}
        {...rest}
      >
        <Icon icon={icon} />
      </button>
    </Tooltip>
  );
}
