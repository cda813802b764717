import clsx from 'clsx';
import type { ComponentProps } from 'react';
import styles from './path-text.module.css';

interface PathTextProps extends Omit<ComponentProps<'p'>, 'children'> {
  path: string;
}

/** A path in one line. Its end tells the most: what is too long loses its beginning. */
export function PathText({ path, className, ...rest }: PathTextProps) {
  return (
    <p {...rest} className={clsx(styles.path, className)}>
      <bdi>{path}</bdi>
    </p>
  );
}
