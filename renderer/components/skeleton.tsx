import clsx from 'clsx';
import styles from './skeleton.module.css';

/** The shape of something that is on its way; hidden from screen readers, so name the wait on its container. */
export function Skeleton({
  width,
  height = 12,
  radius,
  className,
}: {
  width?: number | string;
  height?: number | string;
  radius?: number;
  className?: string | undefined;
}) {
  return (
    <span
      aria-hidden
      className={clsx(styles.skeleton, className)}
      style={{ width, height, borderRadius: radius }}
    />
  );
}
