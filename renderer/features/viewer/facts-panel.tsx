import type { AssetDetails, AssetSummary } from '@shared/domain/asset.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import { formatDateTime } from '@shared/format/date.ts';
import { formatPlayTime } from '@shared/format/duration.ts';
import { formatNumber } from '@shared/format/number.ts';
import { useTranslation } from 'react-i18next';
import styles from './facts-panel.module.css';
import { formatOf } from './file-stage.tsx';

/** Facts of the asset that is shown, to read; the inspector is where they are changed. */
export function FactsPanel({ asset, details }: { asset: AssetSummary; details: AssetDetails | undefined }) {
  const { t, i18n } = useTranslation('viewer');
  const language = i18n.language;
  const metadata = details?.metadata;
  const facts: [label: string, value: string | null | undefined][] = [
    [t('facts.format'), formatOf(asset)],
    [
      t('facts.dimensions'),
      asset.width === null || asset.height === null ? null : `${asset.width} × ${asset.height}`,
    ],
    [t('facts.duration'), asset.durationMs === null ? null : formatPlayTime(asset.durationMs)],
    [t('facts.pages'), asset.pageCount === null ? null : formatNumber(asset.pageCount, language)],
    [t('facts.size'), formatBytes(asset.size, language)],
    [t('facts.place'), details && [details.brandName, details.projectName].filter(Boolean).join(' / ')],
    [t('facts.added'), formatDateTime(asset.createdAt, language)],
    [t('facts.source'), details?.source],
    [t('facts.taken'), metadata?.takenAt ? formatDateTime(metadata.takenAt, language) : null],
    [t('facts.camera'), metadata?.camera],
    [t('facts.lens'), metadata?.lens],
    [t('facts.exposure'), metadata?.exposure],
    [t('facts.creator'), metadata?.creator ?? metadata?.artist],
    [t('facts.copyright'), metadata?.copyright],
  ];
  return (
    <aside className={styles.panel} aria-label={t('info')}>
      <h3>{asset.name}</h3>
      {asset.tags.length > 0 && (
        <ul className={styles.tags} aria-label={t('facts.tags')}>
          {asset.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      {details !== undefined && details.colors.length > 0 && (
        <ul className={styles.colors} aria-label={t('facts.colors')}>
          {details.colors.slice(0, 6).map(({ hex }) => (
            <li key={hex} style={{ background: hex }} title={hex} aria-label={hex} />
          ))}
        </ul>
      )}
      <dl className={styles.facts} data-selectable>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {details?.note && (
        <p className={styles.note} data-selectable>
          {details.note}
        </p>
      )}
    </aside>
  );
}
