import type { ReactNode } from 'react';
import { useFormat } from '../../../app/use-format.ts';
import { Checkbox } from '../../../components/index.ts';
import styles from './filters.module.css';

export interface Option<T extends string> {
  value: T;
  label: string;
  count?: number | undefined;
}

/** Choices of which several can be taken, with how many assets have each. */
export function OptionList<T extends string>({
  options,
  chosen,
  onToggle,
  empty,
}: {
  options: readonly Option<T>[];
  chosen: readonly T[] | undefined;
  onToggle: (value: T) => void;
  /** In place of the list when there is nothing to choose. */
  empty?: ReactNode;
}) {
  const format = useFormat();
  if (options.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <ul className={styles.options}>
      {options.map(({ value, label, count }) => (
        <li key={value} className={styles.option}>
          <Checkbox
            label={label}
            checked={chosen?.includes(value) ?? false}
            onChange={() => onToggle(value)}
          />
          {count !== undefined && <span className={styles.count}>{format.number(count)}</span>}
        </li>
      ))}
    </ul>
  );
}
