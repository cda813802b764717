import type { UploadBatch } from '@shared/domain/upload.ts';
import { ChevronDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { BatchItem } from './batch-item.tsx';
import styles from './tray.module.css';
import { isActive, summarise } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** A drop that went well needs no more attention than the line in the status bar. */
const collapseAfterMs = 4000;

/** The list of uploads, one entry for each drop; docked at the bottom right, never in the way. */
export function UploadTray() {
  const open = useUploads((state) => state.trayOpen);
  const some = useUploads((state) => state.batches.length > 0);
  return open && some ? <Tray /> : null;
}

/** Folds the tray away some time after everything went well before the person's eyes, unless it is in use. */
function useCollapseWhenDone(batches: readonly UploadBatch[], inUse: boolean): void {
  const running = batches.some(isActive);
  const [ranHere, setRanHere] = useState(running);
  if (running && !ranHere) setRanHere(true);
  // Failures wait for a retry, duplicates for a decision.
  const clean = batches.every(({ failed, duplicates }) => failed === 0 && duplicates === 0);
  const done = ranHere && !running && clean && !inUse;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => useUploads.getState().setTrayOpen(false), collapseAfterMs);
    return () => clearTimeout(timer);
  }, [done]);
}

function Tray() {
  const { t } = useTranslation('uploads');
  const batches = useUploads((state) => state.batches);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  useCollapseWhenDone(batches, hovered || focused);
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
    <section
      className={styles.tray}
      aria-label={t('tray.label')}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
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
