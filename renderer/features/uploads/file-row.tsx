import type { UploadFile, UploadState } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Copy,
  CopyPlus,
  FileQuestionMark,
  FolderOpen,
  Layers,
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
  conflict: FileQuestionMark,
  failed: CircleAlert,
  cancelled: X,
};
const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

const conflictActions = [
  { decision: 'version', icon: Layers },
  { decision: 'keep', icon: CopyPlus },
  { decision: 'skip', icon: X },
] as const;

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
  const icon = waits ? CirclePause : isNewVersion(file) ? Layers : icons[file.state];
  return (
    <>
      <span
        className={clsx(
          styles.icon,
          file.state === 'failed' && styles.bad,
          file.state === 'published' && styles.good,
          (waits || file.duplicate === 'undecided' || file.conflict === 'undecided') && styles.open,
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
  if ((file.state === 'transferring' || file.state === 'receiving') && file.size > 0) {
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
  const state = waits ? 'paused' : noteOf(file, file.state);
  return (
    <span className={styles.note}>
      {t(`state.${state}`)}
      {file.size > 0 && ` · ${format.bytes(file.size)}`}
    </span>
  );
}

const isNewVersion = ({ state, replaces }: UploadFile): boolean =>
  state === 'published' && replaces !== undefined;

/** Which words say where a file is; `state` is one that is not `failed`. */
function noteOf(file: UploadFile, state: Exclude<UploadState, 'failed'>) {
  if (file.conflict !== null) return file.conflict === 'undecided' ? 'conflict' : 'leftOut';
  return isNewVersion(file) ? 'newVersion' : (file.duplicate ?? state);
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
      {canChange && !ended && file.state === 'conflict' && <ConflictActions file={file} />}
      {!ended && file.isLocal && file.state === 'failed' && (
        <IconButton
          icon={FolderOpen}
          size="s"
          label={t('tray.showFile', { name })}
          onClick={() => attempt(client.ingest.showFile({ batchId, uploadId }))}
        />
      )}
      {assetId !== null && isSettledBy(file) && (
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

/** Whether an asset stands for the file: its own, or one that was there. */
const isSettledBy = ({ state }: UploadFile): boolean =>
  state === 'published' || state === 'duplicate' || state === 'conflict';

/** What a person can decide on one file whose name an asset has. */
function ConflictActions({ file }: { file: UploadFile }) {
  const { t } = useTranslation('uploads');
  const { batchId, id: uploadId, name, isLocal, conflict } = file;
  const isOpen = conflict === 'undecided';
  if (!isOpen && !isLocal) return null;
  return conflictActions.map(({ decision, icon }) =>
    decision === 'skip' && !isOpen ? null : (
      <IconButton
        key={decision}
        icon={icon}
        size="s"
        label={t(`conflicts.${decision}.one`, { name })}
        onClick={() => attempt(client.ingest.decideConflicts({ batchId, uploadId, decision }))}
      />
    ),
  );
}
