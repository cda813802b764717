import clsx from 'clsx';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/use-format.ts';
import { Icon } from '../../../components/index.ts';
import { FilterChip } from './filter-chip.tsx';
import styles from './filters.module.css';
import { useFilter } from './use-filter.ts';
import {
  datePresets,
  daysOfRange,
  presetOf,
  presetRange,
  rangeOfDays,
  sizePresetOf,
  sizePresets,
} from './values.ts';

/** A list of choices of which one can be taken; taking it again lets it go. */
export function ChoiceList<T extends string>({
  choices,
  chosen,
  onChoose,
}: {
  choices: readonly { value: T; label: string }[];
  chosen: T | null;
  onChoose: (value: T | null) => void;
}) {
  return (
    <ul className={styles.options}>
      {choices.map(({ value, label }) => (
        <li key={value}>
          <button
            type="button"
            className={clsx(styles.choice, value === chosen && styles.chosen)}
            aria-pressed={value === chosen}
            onClick={() => onChoose(value === chosen ? null : value)}
          >
            {label}
            {value === chosen && <Icon icon={Check} size={14} />}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function DateFilter() {
  const { t } = useTranslation('library');
  const format = useFormat();
  const [created, set] = useFilter('created');
  const preset = presetOf(created, new Date());
  const { first, last } = daysOfRange(created);
  const range = (): string | null => {
    if (created === undefined) return null;
    const day = (iso: string): string => format.date(`${iso}T12:00:00`);
    if (first !== '' && first === last) return day(first);
    if (last === '') return t('filters.since', { date: day(first) });
    return first === '' ? t('filters.until', { date: day(last) }) : `${day(first)} – ${day(last)}`;
  };
  return (
    <FilterChip
      name={t('filters.date')}
      value={preset === null ? range() : t(`datePreset.${preset}`)}
      onClear={() => set(undefined)}
    >
      {() => (
        <>
          <ChoiceList
            choices={datePresets.map((value) => ({ value, label: t(`datePreset.${value}`) }))}
            chosen={preset}
            onChoose={(next) => set(next === null ? undefined : presetRange(next, new Date()))}
          />
          <div className={styles.days}>
            <label className={styles.day}>
              <span>{t('filters.from')}</span>
              <input
                type="date"
                value={first}
                {...(last !== '' && { max: last })}
                onChange={(event) => set(rangeOfDays(event.currentTarget.value, last))}
              />
            </label>
            <label className={styles.day}>
              <span>{t('filters.to')}</span>
              <input
                type="date"
                value={last}
                {...(first !== '' && { min: first })}
                onChange={(event) => set(rangeOfDays(first, event.currentTarget.value))}
              />
            </label>
          </div>
        </>
      )}
    </FilterChip>
  );
}

export function SizeFilter() {
  const { t } = useTranslation('library');
  const [size, set] = useFilter('size');
  const preset = sizePresetOf(size);
  return (
    <FilterChip
      name={t('filters.size')}
      value={preset === null ? null : t(`sizePreset.${preset}`)}
      onClear={() => set(undefined)}
    >
      {() => (
        <ChoiceList
          choices={sizePresets.map(({ id }) => ({ value: id, label: t(`sizePreset.${id}`) }))}
          chosen={preset}
          onChoose={(next) => set(sizePresets.find(({ id }) => id === next)?.range)}
        />
      )}
    </FilterChip>
  );
}
