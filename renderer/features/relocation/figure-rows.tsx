import styles from './relocation.module.css';

export interface Figure {
  readonly name: string;
  readonly value: string;
  /** Said before the value in smaller words; null where there is nothing to add. */
  readonly note: string | null;
}

/** Figures of a move, one a row. */
export function FigureRows({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={styles.rows}>
      {figures.map(({ name, value, note }) => (
        <div key={name} className={styles.row}>
          <dt>{name}</dt>
          <dd>
            {note !== null && <span className={styles.rowNote}>{note}</span>}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
