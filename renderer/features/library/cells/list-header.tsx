import type { Sort } from '@shared/domain/query.ts';
import clsx from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../../../app/view-store.ts';
import { Icon } from '../../../components/index.ts';
import { useSize } from '../grid/use-size.ts';
import styles from './list.module.css';

const columns = ['name', 'type', 'dimensions', 'size', 'rating', 'tags', 'created'] as const;
type Column = (typeof columns)[number];

/** Columns that go where there is no room for them. */
const spared: Partial<Record<Column, string | undefined>> = {
  dimensions: styles.extent,
  tags: styles.tags,
  created: styles.added,
};

function sortOf(column: Column): Sort['by'] | null {
  return column === 'name' || column === 'size' || column === 'rating' || column === 'created'
    ? column
    : null;
}

/** Names of the columns; those that can be sorted by are buttons. */
export function ListHeader({ scroller }: { scroller: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation('library');
  const sort = useView((state) => state.sort);
  const setSort = useView((state) => state.setSort);
  const { width } = useSize(scroller);
  return (
    <div className={clsx(styles.columns, styles.header)} style={{ width: Math.max(0, width - 16) }}>
      <span />
      {columns.map((column) => {
        const by = sortOf(column);
        const right = column === 'size' || column === 'dimensions';
        if (by === null) {
          return (
            <span key={column} className={clsx(spared[column], right && styles.right)}>
              {t(`columns.${column}`)}
            </span>
          );
        }
        const sorted = sort.by === by;
        const turned = sorted ? sort.direction === 'asc' : by !== 'name';
        return (
          <button
            key={column}
            type="button"
            className={clsx(styles.sort, spared[column], sorted && styles.sorted, right && styles.right)}
            aria-pressed={sorted}
            onClick={() => setSort({ by, direction: turned ? 'desc' : 'asc' })}
          >
            {t(`columns.${column}`)}
            {sorted && <Icon icon={sort.direction === 'asc' ? ArrowUp : ArrowDown} size={12} />}
          </button>
        );
      })}
    </div>
  );
}
