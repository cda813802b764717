import type { UploadBatch } from '@shared/domain/upload.ts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import styles from './tray.module.css';
import { isActive, settledCount } from './upload-state.ts';
import { useUploads } from './upload-store.ts';
import { targetName } from './upload-target.ts';

/** What there is to say of a drop, in one or two lines of figures. */
export function BatchFacts({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const { data: catalog } = useCatalog();
  const left = useUploads((state) => state.estimates.get(batch.id)?.leftMs ?? null);
  const active = isActive(batch);
  const place = targetName({ brandId: batch.brandId, projectId: batch.projectId }, catalog);
  const skipped = batch.duplicates - batch.undecided;
  const leftOut = batch.conflicts - batch.openConflicts;
  return (
    <p className={styles.facts}>
      {active && batch.paused && <span className={styles.held}>{t('tray.paused')}</span>}
      {batch.phase === 'scanning' && <span>{t('tray.scanning', { count: batch.total })}</span>}
      {batch.phase === 'running' && (
        <>
          {batch.receiving > 0 && <span>{t('state.receiving')}</span>}
          <span>{t('tray.counts', { done: settledCount(batch), total: batch.total })}</span>
          <span>
            {format.bytes(batch.sentBytes)} / {format.bytes(batch.totalBytes)}
          </span>
        </>
      )}
      {batch.phase === 'cancelled' && <span>{t('tray.cancelled')}</span>}
      {!active && batch.published > batch.versions && (
        <span className={styles.good}>
          {t('tray.published', { count: batch.published - batch.versions })}
        </span>
      )}
      {!active && batch.versions > 0 && (
        <span className={styles.good}>{t('tray.versions', { count: batch.versions })}</span>
      )}
      {batch.failed > 0 && <span className={styles.bad}>{t('tray.failed', { count: batch.failed })}</span>}
      {skipped > 0 && <span>{t('tray.duplicates', { count: skipped })}</span>}
      {leftOut > 0 && <span>{t('tray.leftOut', { count: leftOut })}</span>}
      {!active && batch.processing > 0 && <span>{t('tray.processing', { count: batch.processing })}</span>}
      {!active && place !== null && <span>{place}</span>}
      {left !== null && (
        <span className={styles.push}>{t('tray.remaining', { time: format.wait(left) })}</span>
      )}
    </p>
  );
}
