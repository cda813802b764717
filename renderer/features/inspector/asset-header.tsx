import type { AssetDetails } from '@shared/domain/asset.ts';
import {
  Download,
  Eraser,
  FolderInput,
  Maximize2,
  RotateCcw,
  RotateCw,
  ScanSearch,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useSelection } from '../../app/selection-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { useView } from '../../app/view-store.ts';
import { Button, Icon, IconButton } from '../../components/index.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { useAssetDialog } from '../library/actions/dialog-store.ts';
import { dimensionsOf, extensionOf } from '../library/cells/describe.ts';
import { Thumbnail } from '../library/cells/thumbnail.tsx';
import styles from './inspector.module.css';
import { NameField } from './name-field.tsx';

/** Picture, name and what can be done with the asset. */
export function AssetHeader({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation(['inspector', 'library']);
  const format = useFormat();
  const words = useErrorText();
  const canChange = useCanChange();
  const inTrash = asset.deletedAt !== null;
  const ids = [asset.id];
  const open = (): void => {
    const { focus } = useSelection.getState();
    const index = focus?.id === asset.id ? focus.index : 0;
    useView.getState().openViewer({ mode: 'viewer', assetId: asset.id, index });
  };
  const facts = [
    dimensionsOf(asset),
    asset.durationMs === null ? null : format.playTime(asset.durationMs),
    asset.pageCount === null ? null : t('pages', { count: asset.pageCount }),
    format.bytes(asset.size),
    extensionOf(asset.name),
  ];
  const ratio = asset.width !== null && asset.height !== null ? asset.width / asset.height : 4 / 3;
  const picture = asset.previewUrl ?? asset.thumbnailUrl;
  return (
    <>
      <button
        type="button"
        className={styles.preview}
        style={{ aspectRatio: Math.min(2.6, Math.max(0.9, ratio)) }}
        aria-label={t('open', { name: asset.name })}
        onClick={open}
      >
        <Thumbnail
          key={asset.id}
          asset={{ ...asset, thumbnailUrl: picture }}
          contain={ratio < 0.9 || ratio > 2.6}
        />
      </button>
      <div className={styles.title}>
        <NameField
          key={`${asset.id}-${asset.name}`}
          id={asset.id}
          name={asset.name}
          editable={canChange && !inTrash}
        />
        <p className={styles.sub}>{facts.filter((fact) => fact !== null && fact !== '').join(' · ')}</p>
      </div>
      {asset.problem !== null && (
        <div className={styles.problem}>
          <Icon icon={TriangleAlert} />
          <div>
            <p>{words({ code: asset.problem, details: { name: asset.name } }).title}</p>
            {canChange && (
              <Button
                size="s"
                variant="ghost"
                icon={RotateCw}
                onClick={() => void assetActions.retryRenditions(ids)}
              >
                {t('library:menu.retry')}
              </Button>
            )}
          </div>
        </div>
      )}
      <div className={styles.actions} role="toolbar" aria-label={t('actions')}>
        <IconButton icon={Maximize2} label={t('library:menu.open')} shortcut="Enter" onClick={open} />
        {inTrash && canChange && (
          <>
            <IconButton
              icon={RotateCcw}
              label={t('library:menu.restore')}
              onClick={() => void assetActions.restore(ids)}
            />
            <IconButton
              icon={Trash2}
              label={t('library:menu.purge')}
              onClick={() => void assetActions.purge(ids, 1, asset.size)}
            />
          </>
        )}
        {!inTrash && (
          <>
            {asset.type === 'image' && (
              <IconButton
                icon={ScanSearch}
                label={t('library:menu.similar')}
                onClick={() => assetActions.findSimilar(asset)}
              />
            )}
            <IconButton
              icon={Download}
              label={t('library:menu.saveCopies')}
              onClick={() => void assetActions.saveCopies(ids)}
            />
            <IconButton
              icon={Eraser}
              label={t('library:menu.saveBareCopies')}
              onClick={() => void assetActions.saveBareCopies(ids)}
            />
            {canChange && (
              <>
                <IconButton
                  icon={FolderInput}
                  label={t('library:menu.move')}
                  onClick={() => useAssetDialog.getState().ask({ kind: 'move', ids })}
                />
                <IconButton
                  icon={Trash2}
                  label={t('library:menu.trash')}
                  shortcut="Delete"
                  onClick={() => void assetActions.trash(ids)}
                />
              </>
            )}
          </>
        )}
      </div>
    </>
  );
}
