import type { UploadFile, UploadState } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Copy,
  CopyPlus,
  type LucideIcon,
  RotateCw,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import styles from './tray.module.css';
import { isInFlight } from './upload-state.ts';

const icons: Partial<Record<UploadState, LucideIcon>> = {
  queued: CircleDashed,
  published: CircleCheck,
  duplicate: Copy,
  failed: CircleAlert,
  cancelled: X,
};
const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

/** One file: its state, the reason and the remedy where it failed, and what can be done. */
export function FileRow({ file }: { file: UploadFile }) {
  const icon = icons[file.state];
  return (
    <>
      <span
        className={clsx(
          styles.fileIcon,
          file.state === 'failed' && styles.bad,
          file.state === 'published' && styles.good,
        )}
      >
        {icon ? <Icon icon={icon} /> : <Spinner size={14} />}
      </span>
      <span className={styles.fileWords}>
        <span
          className={styles.fileName}
          title={file.folder === '' ? file.name : `${file.folder}/${file.name}`}
        >
          {file.name}
        </span>
        <FileNote file={file} />
      </span>
      <FileActions file={file} />
    </>
  );
}

function FileNote({ file }: { file: UploadFile }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const errorText = useErrorText();
  if (file.state === 'transferring' && file.size > 0) {
    return (
      <Progress
        className={styles.fileBar}
        label={file.name}
        value={file.sentBytes / file.size}
        valueText={`${format.bytes(file.sentBytes)} / ${format.bytes(file.size)}`}
      />
    );
  }
  if (file.state === 'failed') {
    const { title, remedy } = errorText(file.error);
    return (
      <Tooltip label={`${title} ${remedy}`}>
        <span className={clsx(styles.fileNote, styles.bad, styles.reason)}>
          {title} {remedy}
        </span>
      </Tooltip>
    );
  }
  return (
    <span className={styles.fileNote}>
      {t(`state.${file.state}`)}
      {file.size > 0 && ` · ${format.bytes(file.size)}`}
    </span>
  );
}

function FileActions({ file }: { file: UploadFile }) {
  const { t } = useTranslation('uploads');
  const canChange = useCanChange();
  const { batchId, id: uploadId, name } = file;
  return (
    <span className={styles.actions}>
      {canChange && file.state === 'failed' && file.error?.retry === true && (
        <IconButton
          icon={RotateCw}
          size="s"
          label={t('tray.retryOne', { name })}
          onClick={() => attempt(client.ingest.retry({ batchId, uploadId }))}
        />
      )}
      {canChange && file.state === 'duplicate' && (
        <IconButton
          icon={CopyPlus}
          size="s"
          label={t('tray.keepDuplicate', { name })}
          onClick={() => attempt(client.ingest.decideDuplicates({ batchId, uploadId, decision: 'keep' }))}
        />
      )}
      {isInFlight(file) && (
        <IconButton
          icon={X}
          size="s"
          label={t('tray.cancelOne', { name })}
          onClick={() => attempt(client.ingest.cancel({ batchId, uploadId }))}
        />
      )}
    </span>
  );
}
