import type { UploadBatch } from '@shared/domain/upload.ts';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, ChevronDown, CirclePause, History, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { BatchItem } from './batch-item.tsx';
import { speedOf } from './estimate.ts';
import { clearHistory, UploadHistory } from './history.tsx';
import { setPaused, togglePauseAll } from './pause.ts';
import styles from './tray.module.css';
import { isActive, summarise } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** A drop that went well needs no more attention than the line in the status bar. */
const collapseAfterMs = 4000;

/** The list of uploads, one entry for each drop; docked at the bottom right, never in the way. */
export function UploadTray() {
  const open = useUploads((state) => state.trayOpen);
  return open ? <Tray /> : null;
}

/** Folds the tray away some time after everything went well before the person's eyes, unless it is in use. */
function useCollapseWhenDone(batches: readonly UploadBatch[], inUse: boolean): void {
  const running = batches.some(isActive);
  const [ranHere, setRanHere] = useState(running);
  if (running && !ranHere) setRanHere(true);
  // Failures wait for a retry, duplicates and conflicts for a decision.
  const clean = batches.every(
    ({ failed, duplicates, conflicts }) => failed === 0 && duplicates === 0 && conflicts === 0,
  );
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
  const view = useUploads((state) => state.trayView);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const tray = useRef<HTMLElement>(null);
  // What had the focus often goes with what it did: a question, a drop, one more try. Keys go on from here then.
  useEffect(() => {
    if (focused && document.activeElement === document.body) tray.current?.focus({ preventScroll: true });
  });
  useCollapseWhenDone(batches, hovered || focused || view === 'history');

  return (
    <section
      ref={tray}
      tabIndex={-1}
      data-upload-tray
      className={styles.tray}
      aria-label={t('tray.label')}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {view === 'history' ? <HistoryHeader /> : <Header batches={batches} />}
      {view === 'history' ? <UploadHistory /> : <Drops batches={batches} />}
    </section>
  );
}

function Drops({ batches }: { batches: readonly UploadBatch[] }) {
  const { t } = useTranslation('uploads');
  const pausedAll = useUploads((state) => state.pausedAll);
  return (
    <>
      {pausedAll && (
        <div className={styles.banner} role="status">
          <Icon icon={CirclePause} />
          <span className={styles.bannerText}>{t('tray.allPaused')}</span>
          <Button size="s" icon={Play} onClick={() => void setPaused(null, false)}>
            {t('tray.resumeAll')}
          </Button>
        </div>
      )}
      {batches.length === 0 ? (
        <EmptyState title={t('tray.empty')} text={t('tray.emptyText')} />
      ) : (
        <ul className={styles.batches}>
          {batches.map((batch) => (
            <BatchItem
              key={batch.id}
              batch={batch}
              initiallyOpen={batches.length === 1 || batch.failed > 0 || batch.openConflicts > 0}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function Header({ batches }: { batches: readonly UploadBatch[] }) {
  const { t } = useTranslation('uploads');
  const pausedAll = useUploads((state) => state.pausedAll);
  const summary = summarise(batches);
  const finished = batches.filter((batch) => !isActive(batch) && batch.openConflicts === 0);
  const dismissAll = async (): Promise<void> => {
    try {
      for (const { id } of finished) {
        await client.ingest.dismiss({ batchId: id });
        useUploads.getState().remove(id);
      }
      if (useUploads.getState().batches.length === 0) useUploads.getState().setTrayOpen(false);
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        <h2 className={styles.title}>
          {summary.active > 0
            ? summary.paused
              ? t('tray.holding', { count: summary.total - summary.settled })
              : t('tray.running', { count: summary.total })
            : summary.asking > 0
              ? t('tray.asking', { count: summary.asking })
              : t('tray.finished')}
        </h2>
        <Pace active={summary.active > 0} />
      </div>
      {summary.active === 0 && finished.length > 0 && (
        <Button variant="ghost" size="s" onClick={() => void dismissAll()}>
          {t('tray.dismissAll')}
        </Button>
      )}
      {(summary.active > 0 || pausedAll) && (
        <IconButton
          icon={pausedAll ? Play : Pause}
          label={t(pausedAll ? 'tray.resumeAll' : 'tray.pauseAll')}
          shortcut="Mod+Shift+P"
          size="s"
          pressed={pausedAll}
          onClick={() => void togglePauseAll()}
        />
      )}
      <IconButton
        icon={History}
        label={t('history.open')}
        size="s"
        onClick={() => useUploads.getState().setTrayView('history')}
      />
      <Collapse />
    </header>
  );
}

/** How fast everything goes, until when, and what it is held to; nothing while there is nothing to tell. */
function Pace({ active }: { active: boolean }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const overall = useUploads((state) => state.overall);
  const limit = useSettings((state) => state.settings.uploadLimit);
  const speed = overall === null ? null : speedOf(overall);
  const leftMs = overall?.leftMs ?? null;
  const parts = [
    ...(speed === null ? [] : [t('tray.speed', { speed: format.bytes(speed) })]),
    ...(leftMs === null ? [] : [t('tray.remaining', { time: format.wait(leftMs) })]),
    ...(active && limit !== null ? [t('tray.limit', { speed: format.bytes(limit) })] : []),
  ];
  return parts.length === 0 ? null : <p className={styles.pace}>{parts.join(' · ')}</p>;
}

function HistoryHeader() {
  const { t } = useTranslation('uploads');
  const queries = useQueryClient();
  return (
    <header className={styles.header}>
      <IconButton
        icon={ArrowLeft}
        label={t('history.back')}
        size="s"
        onClick={() => useUploads.getState().setTrayView('drops')}
      />
      <div className={styles.heading}>
        <h2 className={styles.title}>{t('history.label')}</h2>
      </div>
      <Button variant="ghost" size="s" onClick={() => void clearHistory(queries)}>
        {t('history.clear')}
      </Button>
      <Collapse />
    </header>
  );
}

function Collapse() {
  const { t } = useTranslation('uploads');
  return (
    <IconButton
      icon={ChevronDown}
      label={t('tray.collapse')}
      size="s"
      onClick={() => useUploads.getState().setTrayOpen(false)}
    />
  );
}
