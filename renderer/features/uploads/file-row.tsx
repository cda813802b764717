import type { UploadFile, UploadState } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Copy,
  CopyPlus,
  FolderOpen,
  Link2,
  Locate,
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
import styles from './file-row.module.css';
import { showAsset } from './show-assets.ts';
import { isInFlight } from './upload-state.ts';

const icons: Partial<Record<UploadState, LucideIcon>> = {
  queued: CircleDashed,
  published: CircleCheck,
  duplicate: Copy,
  failed: CircleAlert,
  cancelled: X,
};
const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

export interface FileRowProps {
  file: UploadFile;
  /** The drop is held. */
  paused?: boolean;
  /** Of the history: what is done is done. */
  ended?: boolean;
}

/** One file: its state, the reason and the remedy where it failed, and what can be done. */
export function FileRow({ file, paused = false, ended = false }: FileRowProps) {
  const waits = paused && file.state === 'queued';
  const icon = waits ? CirclePause : icons[file.state];
  return (
    <>
      <span
        className={clsx(
          styles.icon,
          file.state === 'failed' && styles.bad,
          file.state === 'published' && styles.good,
          (waits || file.duplicate === 'undecided') && styles.open,
        )}
      >
        {icon ? <Icon icon={icon} /> : <Spinner size={14} />}
      </span>
      <span className={styles.words}>
        <span className={styles.name} title={file.folder === '' ? file.name : `${file.folder}/${file.name}`}>
          {file.name}
        </span>
        <FileNote file={file} waits={waits} />
      </span>
      <FileActions file={file} ended={ended} />
    </>
  );
}

function FileNote({ file, waits }: { file: UploadFile; waits: boolean }) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const errorText = useErrorText();
  if (file.state === 'transferring' && file.size > 0) {
    return (
      <Progress
        className={styles.bar}
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
        <span className={clsx(styles.note, styles.reason)}>
          {title} {remedy}
        </span>
      </Tooltip>
    );
  }
  const state = waits ? 'paused' : (file.duplicate ?? file.state);
  return (
    <span className={styles.note}>
      {t(`state.${state}`)}
      {file.size > 0 && ` · ${format.bytes(file.size)}`}
    </span>
  );
}

function FileActions({ file, ended }: { file: UploadFile; ended: boolean }) {
  const { t } = useTranslation('uploads');
  const canChange = useCanChange();
  const { batchId, id: uploadId, name, assetId } = file;
  const canDecide = canChange && !ended && file.state === 'duplicate';
  const canRetry = canChange && !ended && file.state === 'failed' && file.error?.retry === true;
  return (
    <span className={styles.actions}>
      {canRetry && (
        <IconButton
          icon={RotateCw}
          size="s"
          label={t('tray.retryOne', { name })}
          onClick={() => attempt(client.ingest.retry({ batchId, uploadId }))}
        />
      )}
      {canDecide && file.duplicate !== 'linked' && (
        <IconButton
          icon={Link2}
          size="s"
          label={t('tray.linkDuplicate', { name })}
          onClick={() => attempt(client.ingest.decideDuplicates({ batchId, uploadId, decision: 'link' }))}
        />
      )}
      {canDecide && (file.isLocal || file.duplicate === 'undecided') && (
        <IconButton
          icon={CopyPlus}
          size="s"
          label={t('tray.keepDuplicate', { name })}
          onClick={() => attempt(client.ingest.decideDuplicates({ batchId, uploadId, decision: 'keep' }))}
        />
      )}
      {!ended && file.isLocal && file.state === 'failed' && (
        <IconButton
          icon={FolderOpen}
          size="s"
          label={t('tray.showFile', { name })}
          onClick={() => attempt(client.ingest.showFile({ batchId, uploadId }))}
        />
      )}
      {assetId !== null && (file.state === 'published' || file.state === 'duplicate') && (
        <IconButton
          icon={Locate}
          size="s"
          label={t('tray.showAsset', { name })}
          onClick={() => void showAsset(assetId)}
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
