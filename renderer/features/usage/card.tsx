import { IconButton, VisuallyHidden } from '@renderer/components/index.ts';
import { ChartNoAxesColumn, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './card.module.css';

interface CardProps {
  title: string;
  hint?: string | undefined;
  /** The same figures as rows: for those who can't see the chart, and for those who want the numbers. */
  table?: ReactNode;
  children: ReactNode;
}

/** One panel of the dashboard; a chart can be turned into its table. */
export function Card({ title, hint, table, children }: CardProps) {
  const { t } = useTranslation('usage');
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 id={id}>{title}</h2>
        {hint !== undefined && <span>{hint}</span>}
        {table !== undefined && (
          <IconButton
            className={styles.toggle}
            size="s"
            icon={asTable ? ChartNoAxesColumn : Table2}
            label={asTable ? t('asChart') : t('asTable')}
            onClick={() => setAsTable((now) => !now)}
          />
        )}
      </header>
      {asTable ? <div className={styles.table}>{table}</div> : children}
    </section>
  );
}

interface FigureTableProps {
  caption: string;
  /** The first column is text, the others are figures. */
  columns: readonly string[];
  rows: readonly { key: string; cells: readonly string[] }[];
}

export function FigureTable({ caption, columns, rows }: FigureTableProps) {
  return (
    <table className={styles.figures}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) =>
              index === 0 ? (
                <th key={columns[index]} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={columns[index]}>{cell}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
