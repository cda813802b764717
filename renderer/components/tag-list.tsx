import clsx from 'clsx';
import styles from './tag-input.module.css';
import type { TagInputProps } from './tag-input.tsx';

/** Tags that can't be changed; nothing where there are none. */
export function TagList({ tags, label }: Pick<TagInputProps, 'tags'> & { label: string }) {
  if (tags.length === 0) return null;
  return (
    <ul className={styles.box} aria-label={label}>
      {tags.map(({ tag, partial, count }) => (
        <li key={tag} className={clsx(styles.tag, styles.fixed, partial && styles.partial)}>
          <span className={styles.name}>{tag}</span>
          {partial && count !== undefined && <span className={styles.count}>{count}</span>}
        </li>
      ))}
    </ul>
  );
}
