import type { AssetSummary } from '@shared/domain/asset.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import { formatDateTime } from '@shared/format/date.ts';
import { formatPlayTime } from '@shared/format/duration.ts';
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { labelColor } from '../../../components/index.ts';
import { dimensionsOf, extensionOf } from './describe.ts';
import styles from './list.module.css';
import { Thumbnail } from './thumbnail.tsx';

/** The columns of one asset in the list. */
export function ListCells({ asset, onPictureError }: { asset: AssetSummary; onPictureError: () => void }) {
  const { t, i18n } = useTranslation(['library', 'common']);
  const locale = i18n.language;
  const extent =
    dimensionsOf(asset) ??
    (asset.pageCount === null ? null : t('cell.pages', { count: asset.pageCount })) ??
    (asset.durationMs === null ? '' : formatPlayTime(asset.durationMs));
  return (
    <span className={styles.columns}>
      <span className={styles.picture}>
        <Thumbnail asset={asset} small onError={onPictureError} />
      </span>
      <span className={styles.name}>
        {asset.label !== null && (
          <span className={styles.dot} style={{ background: labelColor(asset.label) }} />
        )}
        <span className={styles.text}>{asset.name}</span>
      </span>
      <span className={styles.dim}>{extensionOf(asset.name) || t(`common:assetType.${asset.type}`)}</span>
      <span className={clsx(styles.number, styles.extent)}>{extent}</span>
      <span className={styles.number}>{formatBytes(asset.size, locale)}</span>
      <span className={styles.stars}>{'★'.repeat(asset.rating)}</span>
      <span className={styles.tags}>
        {asset.tags.slice(0, 4).map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </span>
      <span className={clsx(styles.dim, styles.added)}>{formatDateTime(asset.createdAt, locale)}</span>
    </span>
  );
}
