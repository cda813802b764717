import type { WatchedFile, WatchFolderId } from '@shared/domain/watch.ts';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CircleAlert, CircleCheck, Copy, History, type LucideIcon, RotateCw, Upload, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/controls.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Page } from './folder-form.tsx';
import { useWatchFolders } from './use-watch.ts';
import styles from './watch.module.css';

/** Latest files that are shown. */
const shown = 200;

const icons: Record<WatchedFile['state'], LucideIcon> = {
  uploading: Upload,
  taken: CircleCheck,
  duplicate: Copy,
  failed: CircleAlert,
  cancelled: X,
};

/** What became of the files of a folder, latest first. */
export function FolderFiles({ id }: { id: WatchFolderId }) {
  const { t } = useTranslation('watch');
  const { data: watched } = useWatchFolders();
  const folder = watched?.folders.find((one) => one.id === id);
  const [show, setShow] = useState<'all' | 'failed'>(() =>
    (folder?.counts.failed ?? 0) > 0 ? 'failed' : 'all',
  );
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.watchedFiles(id, show),
    queryFn: () => client.watch.files({ id, show, limit: shown }),
  });
  return (
    <Page title={t('files.title', { name: folder?.name ?? '' })}>
      <div className={styles.filesHead}>
        <Segmented
          label={t('files.show')}
          value={show}
          options={(['all', 'failed'] as const).map((value) => ({ value, label: t(`files.${value}`) }))}
          onChange={setShow}
        />
        <Button
          size="s"
          icon={RotateCw}
          disabled={folder?.state.state === 'paused'}
          onClick={() => void client.watch.look({ id }).catch(toastError)}
        >
          {t(show === 'failed' ? 'files.retry' : 'row.look')}
        </Button>
      </div>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} compact /> : null}
      {!error && !data && <Skeleton height={120} />}
      {data?.files.length === 0 && (
        <EmptyState icon={History} title={t(show === 'failed' ? 'files.noneFailed' : 'files.none')} compact />
      )}
      {data !== undefined && data.files.length > 0 && (
        <ul className={styles.list}>
          {data.files.map((file) => (
            <FileLine key={file.path} file={file} />
          ))}
        </ul>
      )}
      {data !== undefined && data.total > data.files.length && (
        <p className={styles.dim}>{t('files.more', { count: data.total - data.files.length })}</p>
      )}
    </Page>
  );
}

function FileLine({ file }: { file: WatchedFile }) {
  const { t } = useTranslation('watch');
  const format = useFormat();
  const errorText = useErrorText();
  const { path, state, local, size, code, at } = file;
  const failed = state === 'failed';
  const words = failed && code !== null ? errorText({ code }) : null;
  return (
    <li className={styles.file}>
      <span className={clsx(styles.fileIcon, failed && styles.bad, state === 'taken' && styles.good)}>
        <Icon icon={icons[state]} />
      </span>
      <span className={styles.words}>
        <span className={styles.fileName} title={path}>
          {path}
        </span>
        <span className={clsx(styles.dim, failed && styles.bad)}>
          {words === null ? t(`file.${state}`) : `${words.title} ${words.remedy}`}
          {local !== 'there' && ` · ${t(`file.${local}`)}`}
        </span>
      </span>
      <span className={styles.figures}>
        {format.bytes(size)}
        <br />
        {format.dateTime(at)}
      </span>
    </li>
  );
}
