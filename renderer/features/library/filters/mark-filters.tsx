import { colorLabelSchema } from '@shared/domain/asset.ts';
import clsx from 'clsx';
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { labelColor, StarRating } from '../../../components/index.ts';
import { FilterChip } from './filter-chip.tsx';
import styles from './filters.module.css';
import { useListWords } from './type-filters.tsx';
import { useFilter } from './use-filter.ts';
import { toggled } from './values.ts';

export function RatingFilter() {
  const { t } = useTranslation('library');
  const [minRating, set] = useFilter('minRating');
  return (
    <FilterChip
      name={t('filters.rating')}
      value={minRating === undefined ? null : t('filters.ratingFrom', { count: minRating })}
      onClear={() => set(undefined)}
    >
      {() => (
        <div className={styles.rating}>
          <StarRating
            label={t('filters.rating')}
            value={minRating ?? 0}
            onChange={(rating) => set(rating === 0 ? undefined : rating)}
          />
          <span className={styles.hint}>
            <Star size={11} aria-hidden />
            {t('filters.ratingHint')}
          </span>
        </div>
      )}
    </FilterChip>
  );
}

export function LabelFilter() {
  const { t } = useTranslation(['library', 'common']);
  const words = useListWords();
  const [labels, set] = useFilter('labels');
  return (
    <FilterChip
      name={t('filters.label')}
      value={words((labels ?? []).map((label) => t(`common:colorLabel.${label}`)))}
      onClear={() => set(undefined)}
    >
      {() => (
        <fieldset className={styles.labels} aria-label={t('filters.label')}>
          {colorLabelSchema.options.map((label) => {
            const chosen = labels?.includes(label) ?? false;
            return (
              <button
                key={label}
                type="button"
                className={clsx(styles.label, chosen && styles.chosenLabel)}
                aria-pressed={chosen}
                aria-label={t(`common:colorLabel.${label}`)}
                title={t(`common:colorLabel.${label}`)}
                onClick={() => set(toggled(labels, label))}
              >
                <span style={{ background: labelColor(label) }} />
              </button>
            );
          })}
        </fieldset>
      )}
    </FilterChip>
  );
}
