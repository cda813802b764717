import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/use-format.ts';
import { useView } from '../../../app/view-store.ts';
import { Button } from '../../../components/index.ts';
import styles from './filters.module.css';
import { LabelFilter, RatingFilter } from './mark-filters.tsx';
import { DateFilter, SizeFilter } from './range-filters.tsx';
import { TagFilter } from './tag-filter.tsx';
import { AiFilter, FormatFilter, OrientationFilter, TypeFilter } from './type-filters.tsx';
import { filterCount } from './values.ts';
import { ViewOptions } from './view-options.tsx';

/** The filters of the present view, and how its result is laid out. */
export function FilterBar({ total }: { total: number | null }) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const filters = useView((state) => state.filters);
  const text = useView((state) => state.text);
  const filtered = filterCount(filters) > 0;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('filters.bar')}>
      <div className={styles.chips}>
        <TypeFilter />
        <FormatFilter />
        <TagFilter />
        <DateFilter />
        <OrientationFilter />
        <SizeFilter />
        <RatingFilter />
        <LabelFilter />
        <AiFilter />
        {filtered && (
          <Button size="s" variant="ghost" onClick={() => useView.getState().setFilters({})}>
            {t('filters.clearAll')}
          </Button>
        )}
        {(filtered || text !== '') && total !== null && (
          <output className={clsx(styles.total, !filtered && styles.aside)}>
            {t('filters.results', { count: total, shown: format.number(total) })}
          </output>
        )}
      </div>
      <ViewOptions />
    </div>
  );
}
