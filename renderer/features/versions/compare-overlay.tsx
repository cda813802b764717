import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { WindowLayer } from '../../components/window-layer.tsx';
import { useVersionCompare } from './compare-store.ts';
import { type CompareKeys, CompareView } from './compare-view.tsx';

/** The comparison of versions over the window; nothing when none is open. */
export function CompareOverlay() {
  const { t } = useTranslation('versions');
  const assetId = useVersionCompare((state) => state.assetId);
  const close = useVersionCompare((state) => state.close);
  const keys = useRef<CompareKeys>(null);
  return (
    <WindowLayer
      open={assetId !== null}
      title={t('compare.title')}
      onClose={close}
      onKeyDown={(event) => keys.current?.(event)}
    >
      {assetId !== null && <CompareView assetId={assetId} onClose={close} keys={keys} />}
    </WindowLayer>
  );
}
