import { keepPreviousData, useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useSelection } from '../../app/selection-store.ts';
import { useUi } from '../../app/ui-store.ts';
import { useCatalog, useLibraryStatus } from '../../app/use-library.ts';
import { Icon } from '../../components/icon.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { HealthStatus } from '../health/health-status.tsx';
import { RelocationStatus } from '../relocation/relocation-status.tsx';
import { CopyStatus } from './copy-status.tsx';
import { FailuresDialog } from './failures-dialog.tsx';
import styles from './status-bar.module.css';
import { UploadStatus } from './upload-status.tsx';
import { useShownTotal } from './use-shown-total.ts';

/** What is selected, how the library is, what works in the background, and how the uploads go. */
export function StatusBar() {
  const { status } = useLibraryStatus();
  const open = status?.state === 'open';
  // Who may only look makes no previews; others do, when they are there.
  const canChange = useCanChange();
  return (
    <div className={styles.bar}>
      {open && <SelectionStatus />}
      {open ? <HealthStatus /> : <LibraryState />}
      {open && canChange && <JobStatus />}
      {open && (
        <div className={styles.end}>
          <CopyStatus />
          <RelocationStatus />
          <UploadStatus />
        </div>
      )}
      <FailuresDialog />
    </div>
  );
}

function SelectionStatus() {
  const { t } = useTranslation('common');
  const { data: catalog } = useCatalog();
  const selected = useSelection((state) => state.ids.size);
  const total = useShownTotal() ?? catalog?.counts.all;
  if (total === undefined) return null;
  return (
    <span className={styles.item} role="status">
      {selected > 0 ? t('status.selected', { count: selected, total }) : t('status.total', { count: total })}
    </span>
  );
}

function LibraryState() {
  const { t } = useTranslation('common');
  const { status } = useLibraryStatus();
  const state = status?.state === 'failed' ? 'failed' : 'opening';
  return (
    <span className={styles.item}>
      <span className={clsx(styles.dot, state === 'failed' && styles.failed)} />
      {t(`status.${state}`)}
    </span>
  );
}

function JobStatus() {
  const { t } = useTranslation('common');
  const { data } = useQuery({
    queryKey: queryKeys.jobs(),
    queryFn: () => client.jobs.summary({}),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  const { render, embed } = data.waiting;
  const work =
    render > 0
      ? t('status.rendering', { count: render })
      : embed > 0
        ? t('status.embedding', { count: embed })
        : null;
  return (
    <>
      {work !== null && (
        <span className={styles.item}>
          <Spinner size={12} />
          {work}
        </span>
      )}
      {data.failed > 0 && (
        <button
          type="button"
          className={clsx(styles.button, styles.bad)}
          onClick={() => useUi.getState().show('failures')}
        >
          <Icon icon={TriangleAlert} size={14} />
          {t('status.failures', { count: data.failed })}
        </button>
      )}
    </>
  );
}
