import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Progress } from '../../components/progress.tsx';
import { shareDone, summarise } from '../uploads/upload-state.ts';
import { useUploads } from '../uploads/upload-store.ts';
import styles from './status-bar.module.css';

/** All uploads in one line; opens the tray. */
export function UploadStatus() {
  const { t } = useTranslation('common');
  const format = useFormat();
  const batches = useUploads((state) => state.batches);
  const longest = useUploads((state) => state.overall?.leftMs ?? null);
  const trayOpen = useUploads((state) => state.trayOpen);
  if (batches.length === 0) return null;

  const summary = summarise(batches);
  const { active, scanning, total, settled, published, failed, asking } = summary;
  const line = summary.paused
    ? t('status.uploadPaused', { done: settled, total })
    : scanning
      ? t('status.uploadScanning', { total })
      : active > 0
        ? t('status.upload', { done: settled, total })
        : failed > 0
          ? t('status.uploadFailed', { count: failed })
          : t('status.uploadDone', { count: published });

  return (
    <button
      type="button"
      className={clsx(styles.button, active === 0 && failed > 0 && styles.bad)}
      aria-expanded={trayOpen}
      title={t('status.openTray')}
      data-testid="upload-status"
      onClick={() => {
        const { trayOpen: isOpen, setTrayOpen } = useUploads.getState();
        setTrayOpen(!isOpen);
      }}
    >
      {line}
      {active === 0 && asking > 0 && <> · {t('status.uploadAsking', { count: asking })}</>}
      {active > 0 && longest !== null && <> · {t('status.remaining', { time: format.wait(longest) })}</>}
      {active > 0 && (
        <Progress className={styles.progress} label={line} value={scanning ? null : shareDone(summary)} />
      )}
    </button>
  );
}
