import { lazy, Suspense } from 'react';
import { LibraryView } from '../features/library/index.ts';
import { useVersionCompare } from '../features/versions/compare-store.ts';
import { useView } from './view-store.ts';

// Charts and the viewer are not needed for the first paint.
const SimilarView = lazy(async () => ({
  default: (await import('../features/similar/index.ts')).SimilarView,
}));
const UsageView = lazy(async () => ({ default: (await import('../features/usage/index.ts')).UsageView }));
const HealthPage = lazy(async () => ({ default: (await import('../features/health/index.ts')).HealthPage }));
const CheckPage = lazy(async () => ({ default: (await import('../features/check/index.ts')).CheckPage }));
const ViewerOverlay = lazy(async () => ({
  default: (await import('../features/viewer/index.ts')).ViewerOverlay,
}));

const CompareOverlay = lazy(async () => ({
  default: (await import('../features/versions/compare-overlay.tsx')).CompareOverlay,
}));

/** What the middle pane shows, with the viewer over the window when it is open. */
export function Main() {
  const kind = useView((state) => state.main.kind);
  const viewing = useView((state) => state.viewer !== null);
  const comparing = useVersionCompare((state) => state.assetId !== null);
  return (
    <>
      {kind === 'library' && <LibraryView />}
      <Suspense fallback={null}>
        {kind === 'similar' && <SimilarView />}
        {kind === 'usage' && <UsageView />}
        {kind === 'health' && <HealthPage />}
        {kind === 'check' && <CheckPage />}
        {viewing && <ViewerOverlay />}
        {comparing && <CompareOverlay />}
      </Suspense>
    </>
  );
}
