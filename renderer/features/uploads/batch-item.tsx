import type { UploadBatch } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import { ChevronRight, Images, Pause, Play, RotateCw, Undo2, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { BatchFacts } from './batch-facts.tsx';
import { BatchFiles } from './batch-files.tsx';
import { ConflictsQuestion } from './conflicts-question.tsx';
import { DuplicatesQuestion } from './duplicates-question.tsx';
import { setPaused } from './pause.ts';
import { showAdded } from './show-assets.ts';
import styles from './tray.module.css';
import { undoDrop } from './undo-drop.ts';
import { batchProgress, isActive, settledCount } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

/** One drop: its title and place, how far it is, what failed, and its files on request. */
export function BatchItem({ batch, initiallyOpen }: { batch: UploadBatch; initiallyOpen: boolean }) {
  const { t } = useTranslation('uploads');
  const [open, setOpen] = useState(initiallyOpen);
  const active = isActive(batch);
  const canChange = useCanChange();
  const batchId = batch.id;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'p' || !active || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void setPaused(batchId, !batch.paused);
  };

  return (
    <li className={styles.batch}>
      <div className={styles.summary}>
        <div className={styles.line}>
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            onKeyDown={onKeyDown}
          >
            <span className={clsx(styles.chevron, open && styles.open)}>
              <Icon icon={ChevronRight} />
            </span>
            <span className={styles.name} title={batch.title}>
              {batch.title}
            </span>
          </button>
          {canChange && batch.retryable > 0 && (
            <Button
              size="s"
              icon={RotateCw}
              onClick={() => attempt(client.ingest.retry({ batchId, uploadId: null }))}
            >
              {t('tray.retryAll', { count: batch.retryable })}
            </Button>
          )}
          {active ? <ActiveActions batch={batch} /> : <EndedActions batch={batch} />}
        </div>
        {active && (
          <Progress
            className={clsx(styles.bar, batch.paused && styles.barHeld)}
            label={batch.title}
            value={batchProgress(batch)}
            valueText={t('tray.counts', { done: settledCount(batch), total: batch.total })}
          />
        )}
        <BatchFacts batch={batch} />
        {canChange && batch.openConflicts > 0 && <ConflictsQuestion batch={batch} />}
        {canChange && batch.undecided > 0 && <DuplicatesQuestion batch={batch} />}
      </div>
      {open && <BatchFiles batch={batch} />}
    </li>
  );
}

function ActiveActions({ batch: { id, title, paused } }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  return (
    <>
      <IconButton
        icon={paused ? Play : Pause}
        size="s"
        label={t(paused ? 'tray.resume' : 'tray.pause', { title })}
        shortcut="P"
        onClick={() => void setPaused(id, !paused)}
      />
      <IconButton
        icon={X}
        size="s"
        label={t('tray.cancel', { title })}
        onClick={() => attempt(client.ingest.cancel({ batchId: id, uploadId: null }))}
      />
    </>
  );
}

function EndedActions({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const canChange = useCanChange();
  const { id, title, published, versions, openConflicts, failed } = batch;
  const dismiss = async (): Promise<void> => {
    try {
      await client.ingest.dismiss({ batchId: id });
      useUploads.getState().remove(id);
    } catch (error) {
      toastError(error);
    }
  };
  const undo = async (): Promise<void> => {
    // What it added is added no more; the history has it. What could not be taken is still to be seen.
    if ((await undoDrop(batch)) && failed === 0 && openConflicts === 0) await dismiss();
  };
  return (
    <>
      {published > versions && (
        <IconButton
          icon={Images}
          size="s"
          label={t('tray.showAdded', { title })}
          onClick={() => void showAdded(batch)}
        />
      )}
      {canChange && published > 0 && (
        <IconButton
          icon={Undo2}
          size="s"
          label={t(versions > 0 ? 'tray.undoVersions' : 'tray.undo', { title })}
          onClick={() => void undo()}
        />
      )}
      {openConflicts === 0 && (
        <IconButton icon={X} size="s" label={t('tray.dismiss', { title })} onClick={() => void dismiss()} />
      )}
    </>
  );
}
