import type { EndedDrop } from '@shared/domain/upload.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { ChevronRight, History as HistoryIcon, Images, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import { IconButton } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { HistoryFiles } from './history-files.tsx';
import { showAdded } from './show-assets.ts';
import styles from './tray.module.css';
import { undoDrop } from './undo-drop.ts';
import { isActive } from './upload-state.ts';
import { useUploads } from './upload-store.ts';
import { targetName } from './upload-target.ts';

/** Drops of the last 30 days that have ended, newest first. */
export function UploadHistory() {
  const { t } = useTranslation('uploads');
  const queries = useQueryClient();
  const history = useQuery({ queryKey: queryKeys.uploadHistory(), queryFn: () => client.ingest.history({}) });
  // A drop that ends now belongs to it.
  const ended = useUploads((state) => state.batches.filter((batch) => !isActive(batch)).length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the number of ended drops changes
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: queryKeys.uploadHistory() });
  }, [queries, ended]);

  if (history.isPending) return <Loading />;
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  const { drops } = history.data;
  if (drops.length === 0) {
    return <EmptyState icon={HistoryIcon} title={t('history.empty')} text={t('history.emptyText')} />;
  }
  return (
    <ul className={styles.batches} aria-label={t('history.label')}>
      {drops.map((drop) => (
        <EndedItem key={drop.id} drop={drop} />
      ))}
    </ul>
  );
}

function Loading() {
  return (
    <div className={styles.loading}>
      <Skeleton width="70%" />
      <Skeleton width="50%" />
    </div>
  );
}

/** Takes everything out of the history, which nothing brings back. */
export async function clearHistory(queries: ReturnType<typeof useQueryClient>): Promise<void> {
  const yes = await confirm({
    title: i18n.t('uploads:history.clearTitle'),
    description: i18n.t('uploads:history.clearText'),
    confirmLabel: i18n.t('uploads:history.clear'),
    danger: true,
  });
  if (yes) await forgetHistory(queries, null);
}

/** Takes a drop out of the history, or everything. */
async function forgetHistory(
  queries: ReturnType<typeof useQueryClient>,
  batchId: EndedDrop['id'] | null,
): Promise<void> {
  try {
    await client.ingest.forgetHistory({ batchId });
    await queries.invalidateQueries({ queryKey: queryKeys.uploadHistory() });
  } catch (error) {
    toastError(error);
  }
}

function EndedItem({ drop }: { drop: EndedDrop }) {
  const { t } = useTranslation('uploads');
  const queries = useQueryClient();
  const canChange = useCanChange();
  const [open, setOpen] = useState(false);
  const { title } = drop;
  const undo = async (): Promise<void> => {
    if (await undoDrop(drop)) await queries.invalidateQueries({ queryKey: queryKeys.uploadHistory() });
  };
  return (
    <li className={styles.batch}>
      <div className={styles.summary}>
        <div className={styles.line}>
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            <span className={clsx(styles.chevron, open && styles.open)}>
              <Icon icon={ChevronRight} />
            </span>
            <span className={styles.name} title={title}>
              {title}
            </span>
          </button>
          {drop.present > 0 && drop.published > drop.versions && (
            <IconButton
              icon={Images}
              size="s"
              label={t('tray.showAdded', { title })}
              onClick={() => void showAdded(drop)}
            />
          )}
          {canChange && drop.undoable > 0 && (
            <IconButton
              icon={Undo2}
              size="s"
              label={t(drop.versions > 0 ? 'tray.undoVersions' : 'tray.undo', { title })}
              onClick={() => void undo()}
            />
          )}
          <IconButton
            icon={Trash2}
            size="s"
            label={t('history.forget', { title })}
            onClick={() => void forgetHistory(queries, drop.id)}
          />
        </div>
        <EndedFacts drop={drop} />
      </div>
      {open && <HistoryFiles drop={drop} />}
    </li>
  );
}

function EndedFacts({ drop }: { drop: EndedDrop }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const { data: catalog } = useCatalog();
  const place = targetName({ brandId: drop.brandId, projectId: drop.projectId }, catalog);
  const removed = drop.published - drop.present;
  return (
    <p className={styles.facts}>
      <span>{format.dateTime(drop.endedAt)}</span>
      {place !== null && <span>{place}</span>}
      {drop.published > drop.versions && (
        <span className={styles.good}>{t('tray.published', { count: drop.published - drop.versions })}</span>
      )}
      {drop.versions > 0 && (
        <span className={styles.good}>{t('tray.versions', { count: drop.versions })}</span>
      )}
      {removed > 0 && <span>{t('history.removed', { count: removed })}</span>}
      {drop.failed > 0 && <span className={styles.bad}>{t('tray.failed', { count: drop.failed })}</span>}
      {drop.duplicates > 0 && <span>{t('history.duplicates', { count: drop.duplicates })}</span>}
      {drop.conflicts > 0 && <span>{t('tray.leftOut', { count: drop.conflicts })}</span>}
      {drop.cancelled > 0 && <span>{t('history.cancelled', { count: drop.cancelled })}</span>}
      {drop.bytes > 0 && <span>{format.bytes(drop.bytes)}</span>}
    </p>
  );
}
