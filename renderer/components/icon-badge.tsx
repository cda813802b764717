import type { LucideIcon } from 'lucide-react';
import { Icon } from './icon.tsx';
import styles from './icon-badge.module.css';

/** What a row of a list is about, as an icon on a coloured square; decoration only. */
export function IconBadge({
  icon,
  tone = 'accent',
}: {
  icon: LucideIcon;
  tone?: 'accent' | 'dim' | 'danger';
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <Icon icon={icon} size={18} />
    </span>
  );
}
