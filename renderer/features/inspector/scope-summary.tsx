import type { Scope } from '@shared/domain/query.ts';
import { useQuery } from '@tanstack/react-query';
import { MousePointerClick } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Icon } from '../../components/index.ts';
import { typeIcon } from '../library/cells/describe.ts';
import { facetsOptions } from '../library/data/queries.ts';
import { useFilter } from '../library/filters/use-filter.ts';
import styles from './inspector.module.css';
import { InspectorSkeleton } from './inspector-skeleton.tsx';
import { Section } from './section.tsx';

const mostTags = 24;

/** The place that is shown, while nothing is selected: how much of what it holds, and its tags. */
export function ScopeSummary() {
  const { t } = useTranslation(['inspector', 'common']);
  const format = useFormat();
  const scope = useView((state) => state.scope);
  const name = useScopeName(scope);
  const [types, setTypes] = useFilter('types');
  const [tags, setTags] = useFilter('tags');
  const { data } = useQuery(
    facetsOptions({ scope, text: '', filters: {}, sort: { by: 'created', direction: 'desc' } }),
  );
  if (data === undefined) return <InspectorSkeleton />;
  const total = data.types.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className={styles.pane} aria-label={name}>
      <div className={styles.title}>
        <h2 className={styles.name}>{name}</h2>
        <p className={styles.sub}>{t('total', { count: total })}</p>
      </div>
      {data.types.length > 0 && (
        <Section title={t('types')}>
          <ul className={styles.types}>
            {data.types.map(({ value, count }) => (
              <li key={value}>
                <button
                  type="button"
                  className={styles.type}
                  aria-pressed={types?.length === 1 && types[0] === value}
                  onClick={() => setTypes(types?.length === 1 && types[0] === value ? undefined : [value])}
                >
                  <Icon icon={typeIcon(value)} />
                  <span>{t(`common:assetType.${value}`)}</span>
                  <span className={styles.bar}>
                    <span style={{ width: `${(count / total) * 100}%` }} />
                  </span>
                  <span className={styles.count}>{format.number(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {data.tags.length > 0 && (
        <Section title={t('tags')}>
          <ul className={styles.tags}>
            {data.tags.slice(0, mostTags).map(({ value, count }) => {
              const pressed = tags?.mode !== 'none' && tags?.values.length === 1 && tags.values[0] === value;
              return (
                <li key={value}>
                  <button
                    type="button"
                    className={styles.tag}
                    aria-pressed={pressed}
                    onClick={() => setTags(pressed ? undefined : { mode: 'any', values: [value] })}
                  >
                    {value}
                    <span>{format.number(count)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </Section>
      )}
      {total > 0 && (
        <p className={styles.invite}>
          <Icon icon={MousePointerClick} />
          {t('invite')}
        </p>
      )}
    </section>
  );
}

function useScopeName(scope: Scope): string {
  const { t } = useTranslation('inspector');
  const { data: catalog } = useCatalog();
  if (scope.kind !== 'brand' && scope.kind !== 'project') return t(`scope.${scope.kind}`);
  const brand = catalog?.brands.find(({ id }) => id === scope.brandId);
  if (brand === undefined) return '';
  if (scope.kind === 'brand') return brand.name;
  if (scope.projectId === null) return `${brand.name} / ${t('scope.unassigned')}`;
  const project = brand.projects.find(({ id }) => id === scope.projectId);
  return project === undefined ? brand.name : `${brand.name} / ${project.name}`;
}
