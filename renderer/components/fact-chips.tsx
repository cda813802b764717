import clsx from 'clsx';
import styles from './fact-chips.module.css';

/** Short facts beside each other, to be read and not pressed; nothing where there are none. */
export function FactChips({
  texts,
  className,
}: {
  texts: readonly string[];
  className?: string | undefined;
}) {
  if (texts.length === 0) return null;
  return (
    <ul className={clsx(styles.chips, className)}>
      {texts.map((text) => (
        <li key={text} className={styles.chip}>
          {text}
        </li>
      ))}
    </ul>
  );
}
