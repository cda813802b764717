import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { BatchItem } from './batch-item.tsx';
import styles from './tray.module.css';
import { isActive, summarise } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** The list of uploads, one entry for each drop; docked at the bottom right, never in the way. */
export function UploadTray() {
  const { t } = useTranslation('uploads');
  const open = useUploads((state) => state.trayOpen);
  const batches = useUploads((state) => state.batches);
  if (!open || batches.length === 0) return null;

  const summary = summarise(batches);
  const finished = batches.filter((batch) => !isActive(batch));
  const dismissAll = async (): Promise<void> => {
    try {
      for (const { id } of finished) {
        await client.ingest.dismiss({ batchId: id });
        useUploads.getState().remove(id);
      }
    } catch (error) {
      toastError(error);
    }
  };

  return (
    <section className={styles.tray} aria-label={t('tray.label')}>
      <header className={styles.header}>
        <h2 className={styles.title}>
          {summary.active > 0 ? t('tray.running', { count: summary.total }) : t('tray.finished')}
        </h2>
        {summary.active === 0 && (
          <Button variant="ghost" size="s" onClick={() => void dismissAll()}>
            {t('tray.dismissAll')}
          </Button>
        )}
        <IconButton
          icon={ChevronDown}
          label={t('tray.collapse')}
          size="s"
          onClick={() => useUploads.getState().setTrayOpen(false)}
        />
      </header>
      <ul className={styles.batches}>
        {batches.map((batch) => (
          <BatchItem key={batch.id} batch={batch} initiallyOpen={batches.length === 1} />
        ))}
      </ul>
    </section>
  );
}
