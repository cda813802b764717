import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { confirm } from '../../components/confirm-dialog.tsx';
import { WindowLayer } from '../../components/window-layer.tsx';
import { ConnectPage } from './connect-page.tsx';
import { useConnectPage } from './connect-store.ts';

/** The connect page over whatever the window shows; once in the window. */
export function ConnectLayer() {
  const { t } = useTranslation('connection');
  const start = useConnectPage((state) => state.start);
  const hide = useConnectPage((state) => state.hide);
  const dirty = useRef(false);
  const askToClose = async (): Promise<void> => {
    const discard =
      !dirty.current ||
      (await confirm({
        title: t('page.discard.title'),
        description: t('page.discard.text'),
        confirmLabel: t('page.discard.confirm'),
        danger: true,
      }));
    if (!discard) return;
    dirty.current = false;
    hide();
  };
  return (
    <WindowLayer
      open={start !== null}
      title={t(start?.kind === 'edit' ? 'page.edit' : 'page.new')}
      motion="rise"
      onClose={() => void askToClose()}
    >
      {start !== null && (
        <ConnectPage
          start={start}
          onDirty={() => {
            dirty.current = true;
          }}
          onClose={() => void askToClose()}
          onDone={() => {
            dirty.current = false;
            hide();
          }}
        />
      )}
    </WindowLayer>
  );
}
