import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../components/index.ts';
import { AssetDialogs } from './actions/asset-dialogs.tsx';
import { useAssetQuery, useAssetResult } from './data/use-asset-result.ts';
import { usePlaceholders } from './data/use-placeholders.ts';
import { EmptyLibrary } from './empty/empty-library.tsx';
import { FilterBar } from './filters/filter-bar.tsx';
import { AssetGrid } from './grid/asset-grid.tsx';
import { GridSkeleton } from './grid/grid-skeleton.tsx';
import styles from './library-view.module.css';
import { useSelectionPlace } from './selection/use-selection-place.ts';
import { TrashBar } from './trash-bar.tsx';

/** The library: filters on top, every asset of the chosen place below. */
export function LibraryView() {
  const { t } = useTranslation('library');
  const query = useAssetQuery();
  const { source, shown, outdated, error } = useAssetResult(query);
  const uploads = usePlaceholders(shown, query.scope);
  useSelectionPlace(query);
  const total = shown === null || !shown.complete ? null : shown.outline.total;
  return (
    <section className={styles.view} aria-label={t('grid.region')}>
      <FilterBar total={outdated ? null : total} />
      {query.scope.kind === 'trash' && total !== null && total > 0 && <TrashBar total={total} />}
      {error !== null ? (
        <div className={styles.middle}>
          <ErrorState error={error} onRetry={() => source.retry()} />
        </div>
      ) : shown === null ? (
        <GridSkeleton />
      ) : shown.outline.total === 0 && uploads.length === 0 && !outdated ? (
        <EmptyLibrary query={query} />
      ) : (
        <AssetGrid shown={shown} source={source} uploads={uploads} outdated={outdated} />
      )}
      <AssetDialogs />
    </section>
  );
}
