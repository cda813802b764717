import { assetTypeSchema, orientationSchema } from '@shared/domain/asset.ts';
import { madeByAiSchema } from '@shared/domain/provenance.ts';
import { useTranslation } from 'react-i18next';
import { Spinner } from '../../../components/index.ts';
import { FilterChip } from './filter-chip.tsx';
import styles from './filters.module.css';
import { OptionList } from './option-list.tsx';
import { useFacets } from './use-facets.ts';
import { useFilter } from './use-filter.ts';
import { formatName, toggled } from './values.ts';

/** `이미지`, or `이미지 외 2` where several are chosen. */
export function useListWords(): (words: readonly string[]) => string | null {
  const { t } = useTranslation('library');
  return (words) => {
    const [first, ...others] = words;
    if (first === undefined) return null;
    return others.length === 0 ? first : t('filters.andMore', { first, count: others.length });
  };
}

export function TypeFilter() {
  const { t } = useTranslation(['library', 'common']);
  const words = useListWords();
  const [types, set] = useFilter('types');
  const name = (type: (typeof assetTypeSchema.options)[number]) => t(`common:assetType.${type}`);
  return (
    <FilterChip
      name={t('filters.type')}
      value={words((types ?? []).map(name))}
      onClear={() => set(undefined)}
    >
      {() => <TypeOptions chosen={types} name={name} onToggle={(type) => set(toggled(types, type))} />}
    </FilterChip>
  );
}

type AssetTypeValue = (typeof assetTypeSchema.options)[number];

function TypeOptions({
  chosen,
  name,
  onToggle,
}: {
  chosen: readonly AssetTypeValue[] | undefined;
  name: (type: AssetTypeValue) => string;
  onToggle: (type: AssetTypeValue) => void;
}) {
  const { data } = useFacets('types');
  const counts = new Map(data?.types.map(({ value, count }) => [value, count]));
  const options = assetTypeSchema.options.map((value) => ({
    value,
    label: name(value),
    count: data === undefined ? undefined : (counts.get(value) ?? 0),
  }));
  return <OptionList options={options} chosen={chosen} onToggle={onToggle} />;
}

export function FormatFilter() {
  const { t } = useTranslation('library');
  const words = useListWords();
  const [formats, set] = useFilter('formats');
  return (
    <FilterChip
      name={t('filters.format')}
      value={words((formats ?? []).map(formatName))}
      onClear={() => set(undefined)}
    >
      {() => <FormatOptions chosen={formats} onToggle={(format) => set(toggled(formats, format))} />}
    </FilterChip>
  );
}

function FormatOptions({
  chosen,
  onToggle,
}: {
  chosen: readonly string[] | undefined;
  onToggle: (format: string) => void;
}) {
  const { t } = useTranslation('library');
  const { data, isPending } = useFacets('formats');
  if (isPending) return <p className={styles.empty}>{<Spinner size={14} />}</p>;
  const offered = (data?.formats ?? []).map(({ value, count }) => ({
    value,
    label: formatName(value),
    count,
  }));
  // What is chosen stays in the list when nothing has it any more.
  const gone = (chosen ?? []).filter((value) => !offered.some((option) => option.value === value));
  const options = [...offered, ...gone.map((value) => ({ value, label: formatName(value), count: 0 }))];
  return (
    <OptionList options={options} chosen={chosen} onToggle={onToggle} empty={t('filters.nothingToChoose')} />
  );
}

export function OrientationFilter() {
  const { t } = useTranslation('library');
  const words = useListWords();
  const [orientations, set] = useFilter('orientations');
  const options = orientationSchema.options.map((value) => ({ value, label: t(`orientation.${value}`) }));
  return (
    <FilterChip
      name={t('filters.orientation')}
      value={words((orientations ?? []).map((value) => t(`orientation.${value}`)))}
      onClear={() => set(undefined)}
    >
      {() => (
        <OptionList
          options={options}
          chosen={orientations}
          onToggle={(orientation) => set(toggled(orientations, orientation))}
        />
      )}
    </FilterChip>
  );
}

export function AiFilter() {
  const { t } = useTranslation('library');
  const words = useListWords();
  const [answers, set] = useFilter('ai');
  const options = madeByAiSchema.options.map((value) => ({ value, label: t(`ai.${value}`) }));
  return (
    <FilterChip
      name={t('filters.ai')}
      value={words((answers ?? []).map((value) => t(`ai.${value}`)))}
      onClear={() => set(undefined)}
    >
      {() => (
        <OptionList options={options} chosen={answers} onToggle={(value) => set(toggled(answers, value))} />
      )}
    </FilterChip>
  );
}
