import { ContractError } from '@renderer/app/client.ts';
import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import { Button, EmptyState, ErrorState, Skeleton, Spinner } from '@renderer/components/index.ts';
import { ScanEye, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SimilarGrid } from './similar-grid.tsx';
import { SimilarHeader } from './similar-header.tsx';
import styles from './similar-view.module.css';
import { useSimilarResults } from './use-similar-results.ts';

/** Assets that look like the query, most similar first; in the middle pane. */
export function SimilarView() {
  const { t } = useTranslation('similar');
  const showLibrary = useView((state) => state.showLibrary);
  const results = useSimilarResults();
  return (
    <section
      className={styles.view}
      aria-label={t('title')}
      aria-busy={results.isFetching}
      onKeyDown={(event) => {
        // The slider and open menus have Escape for themselves; the viewer lies above.
        if (event.key !== 'Escape' || event.defaultPrevented || useView.getState().viewer !== null) return;
        if (event.target instanceof Element && event.target.closest('[role=menu]') !== null) return;
        event.preventDefault();
        showLibrary();
      }}
    >
      <SimilarHeader results={results} />
      <Body results={results} />
    </section>
  );
}

function Body({ results }: { results: ReturnType<typeof useSimilarResults> }) {
  const { t } = useTranslation('similar');
  const format = useFormat();
  const brandId = useView((state) => state.similarBrandId);
  const setBrandId = useView((state) => state.setSimilarBrandId);
  const { data, error, refetch, best, threshold, setThreshold } = results;

  if (error instanceof ContractError && error.code === 'no_vector') {
    return (
      <EmptyState
        illustration={<Spinner size={24} label={t('analysing.title')} />}
        title={t('analysing.title')}
        text={t('analysing.text')}
        actions={<Button onClick={() => void refetch()}>{t('analysing.retry')}</Button>}
      />
    );
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting label={t('searching')} />;
  if (data.results.length > 0) return <SimilarGrid results={data.results} />;
  if (best !== null) {
    const lower = Math.max(0, Math.floor(best * 20) / 20);
    return (
      <EmptyState
        icon={ScanEye}
        title={t('below.title', { percent: format.percent(threshold) })}
        text={t('below.text', { percent: format.percent(best) })}
        actions={
          <Button onClick={() => setThreshold(lower)}>
            {t('below.lower', { percent: format.percent(lower) })}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={t('empty.title')}
      text={data.missing > 0 ? t('empty.missing', { count: data.missing }) : t('empty.text')}
      actions={brandId !== null && <Button onClick={() => setBrandId(null)}>{t('empty.everywhere')}</Button>}
    />
  );
}

/** Names and ratios of the shapes that stand in for results. */
const shapes = Object.entries({
  a: 1.5,
  b: 0.8,
  c: 1.33,
  d: 1.78,
  e: 1,
  f: 1.5,
  g: 0.75,
  h: 1.6,
  i: 1.2,
  j: 1,
});

function Waiting({ label }: { label: string }) {
  return (
    <div className={styles.waiting} role="status" aria-label={label}>
      {shapes.map(([name, ratio]) => (
        <Skeleton key={name} width={186 * ratio} height={186} radius={6} />
      ))}
    </div>
  );
}
