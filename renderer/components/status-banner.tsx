import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './status-banner.module.css';

interface StatusBannerProps extends Omit<ComponentProps<'div'>, 'title'> {
  icon: LucideIcon;
  /** `good` colours the icon alone: all being well needs no attention. */
  tone?: 'plain' | 'good' | 'warn' | 'bad';
  title: ReactNode;
  /** Beside the words, at the end. */
  action?: ReactNode;
  /** Below the title. */
  children: ReactNode;
}

/** How everything on a page is, in a sentence at its head. */
export function StatusBanner({
  icon,
  tone = 'plain',
  title,
  action,
  className,
  children,
  ...rest
}: StatusBannerProps) {
  return (
    <div {...rest} className={clsx(styles.banner, className)} data-tone={tone}>
      <Icon icon={icon} size={20} />
      <div className={styles.words}>
        <h2 className={styles.title}>{title}</h2>
        {children}
      </div>
      {action}
    </div>
  );
}
