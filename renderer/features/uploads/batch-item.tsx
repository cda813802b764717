import type { UploadBatch } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import { ChevronRight, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { BatchFiles } from './batch-files.tsx';
import { remainingMs } from './transfer-rate.ts';
import styles from './tray.module.css';
import { batchProgress, isActive, settledCount } from './upload-state.ts';
import { useUploads } from './upload-store.ts';
import { targetName } from './upload-target.ts';

const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

/** One drop: its title and place, how far it is, what failed, and its files on request. */
export function BatchItem({ batch, initiallyOpen }: { batch: UploadBatch; initiallyOpen: boolean }) {
  const { t } = useTranslation('uploads');
  const [open, setOpen] = useState(initiallyOpen);
  const active = isActive(batch);
  const canChange = useCanChange();
  const batchId = batch.id;

  const dismiss = async (): Promise<void> => {
    try {
      await client.ingest.dismiss({ batchId });
      useUploads.getState().remove(batchId);
    } catch (error) {
      toastError(error);
    }
  };

  return (
    <li className={styles.batch}>
      <div className={styles.summary}>
        <div className={styles.line}>
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            <span className={clsx(styles.chevron, open && styles.open)}>
              <Icon icon={ChevronRight} />
            </span>
            <span className={styles.name}>{batch.title}</span>
          </button>
          {canChange && batch.failed > 0 && (
            <Button
              size="s"
              icon={RotateCw}
              onClick={() => attempt(client.ingest.retry({ batchId, uploadId: null }))}
            >
              {t('tray.retryAll')}
            </Button>
          )}
          {active ? (
            <IconButton
              icon={X}
              size="s"
              label={t('tray.cancel', { title: batch.title })}
              onClick={() => attempt(client.ingest.cancel({ batchId, uploadId: null }))}
            />
          ) : (
            <IconButton
              icon={X}
              size="s"
              label={t('tray.dismiss', { title: batch.title })}
              onClick={() => void dismiss()}
            />
          )}
        </div>
        {active && (
          <Progress
            className={styles.bar}
            label={batch.title}
            value={batchProgress(batch)}
            valueText={t('tray.counts', { done: settledCount(batch), total: batch.total })}
          />
        )}
        <BatchFacts batch={batch} />
      </div>
      {open && <BatchFiles batch={batch} />}
    </li>
  );
}

function BatchFacts({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const { data: catalog } = useCatalog();
  const samples = useUploads((state) => state.samples.get(batch.id));
  const active = isActive(batch);
  const left = active && samples ? remainingMs(samples, batch.totalBytes - batch.sentBytes) : null;
  const place = targetName({ brandId: batch.brandId, projectId: batch.projectId }, catalog);
  return (
    <p className={styles.facts}>
      {batch.phase === 'scanning' && <span>{t('tray.scanning', { count: batch.total })}</span>}
      {batch.phase === 'running' && (
        <>
          <span>{t('tray.counts', { done: settledCount(batch), total: batch.total })}</span>
          <span>
            {format.bytes(batch.sentBytes)} / {format.bytes(batch.totalBytes)}
          </span>
        </>
      )}
      {batch.phase === 'cancelled' && <span>{t('tray.cancelled')}</span>}
      {!active && batch.published > 0 && (
        <span className={styles.good}>{t('tray.published', { count: batch.published })}</span>
      )}
      {batch.failed > 0 && <span className={styles.bad}>{t('tray.failed', { count: batch.failed })}</span>}
      {batch.duplicates > 0 && <span>{t('tray.duplicates', { count: batch.duplicates })}</span>}
      {!active && batch.processing > 0 && <span>{t('tray.processing', { count: batch.processing })}</span>}
      {!active && place !== null && <span>{place}</span>}
      {left !== null && (
        <span className={styles.push}>{t('tray.remaining', { time: format.wait(left) })}</span>
      )}
    </p>
  );
}
