import clsx from 'clsx';
import { formatShortcut } from '../app/shortcut.ts';
import styles from './kbd.module.css';

/** A shortcut as this platform writes it, from `Mod+Shift+Z`. */
export function Kbd({
  keys,
  inverse = false,
  className,
}: {
  keys: string;
  inverse?: boolean;
  className?: string | undefined;
}) {
  return <kbd className={clsx(styles.kbd, inverse && styles.inverse, className)}>{formatShortcut(keys)}</kbd>;
}
