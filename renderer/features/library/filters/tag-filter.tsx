import type { Filters } from '@shared/domain/query.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented, Spinner, TextField } from '../../../components/index.ts';
import { FilterChip } from './filter-chip.tsx';
import styles from './filters.module.css';
import { OptionList } from './option-list.tsx';
import { useListWords } from './type-filters.tsx';
import { useFacets } from './use-facets.ts';
import { useFilter } from './use-filter.ts';
import { toggled } from './values.ts';

type TagFilterValue = NonNullable<Filters['tags']>;
const modes = ['any', 'all', 'none'] as const;
/** Longer lists are narrowed by typing. */
const mostListed = 100;

export function TagFilter() {
  const { t } = useTranslation('library');
  const words = useListWords();
  const [tags, set] = useFilter('tags');
  const listed = words(tags?.values ?? []);
  return (
    <FilterChip
      name={t('filters.tags')}
      value={listed !== null && tags?.mode === 'none' ? t('filters.without', { tags: listed }) : listed}
      onClear={() => set(undefined)}
    >
      {() => <TagOptions value={tags} onChange={set} />}
    </FilterChip>
  );
}

function TagOptions({
  value,
  onChange,
}: {
  value: TagFilterValue | undefined;
  onChange: (value: TagFilterValue | undefined) => void;
}) {
  const { t } = useTranslation('library');
  const [search, setSearch] = useState('');
  const [mode, setMode] = useState<TagFilterValue['mode']>(value?.mode ?? 'any');
  const { data, isPending } = useFacets('tags');
  const wanted = plainText(search).toLowerCase();
  const chosen = value?.values;
  const offered = data?.tags ?? [];
  const counts = new Map(offered.map((tag) => [tag.value, tag.count]));
  // Those that are chosen come first, so that they can be taken out again.
  const all = [...new Set([...(chosen ?? []), ...offered.map((tag) => tag.value)])];
  const options = all
    .filter((tag) => tag.toLowerCase().includes(wanted))
    .slice(0, mostListed)
    .map((tag) => ({ value: tag, label: tag, count: counts.get(tag) ?? 0 }));
  return (
    <div className={styles.tags}>
      <Segmented
        label={t('filters.tagMode')}
        value={mode}
        options={modes.map((option) => ({ value: option, label: t(`tagMode.${option}`) }))}
        onChange={(next) => {
          setMode(next);
          if (value !== undefined) onChange({ ...value, mode: next });
        }}
      />
      <TextField
        label={t('filters.searchTags')}
        hideLabel
        placeholder={t('filters.searchTags')}
        value={search}
        onChange={setSearch}
      />
      {isPending ? (
        <p className={styles.empty}>
          <Spinner size={14} />
        </p>
      ) : (
        <OptionList
          options={options}
          chosen={chosen}
          onToggle={(tag) => {
            const values = toggled(chosen, tag);
            onChange(values === undefined ? undefined : { mode, values });
          }}
          empty={t(wanted === '' ? 'filters.noTags' : 'filters.noMatchingTags')}
        />
      )}
    </div>
  );
}
