import type { UploadFile } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { Icon, Progress } from '../../../components/index.ts';
import { useIsHeld, useLocalPicture, useTellOnScreen, useUploadProgress } from '../../uploads/index.ts';
import { typeIcon } from './describe.ts';
import styles from './upload-cell.module.css';

export interface UploadCellProps {
  file: UploadFile;
  left: number;
  top: number;
  width: number;
  height: number;
  list: boolean;
}

/** A file on its way into the library, in the place where its asset will be. */
export function UploadCell({ file, left, top, width, height, list }: UploadCellProps) {
  const { t } = useTranslation('library');
  const share = useUploadProgress(file.id);
  const picture = useLocalPicture(file);
  useTellOnScreen(file.id);
  const held = useIsHeld(file.batchId);
  const running = file.state === 'transferring';
  const state = t(held && file.state === 'queued' ? 'upload.paused' : `upload.${file.state}`);
  // A list box holds options only, also while all it has is still on its way; this one can't be chosen yet.
  const option = {
    role: 'option',
    'aria-disabled': true,
    'aria-selected': false,
    'aria-label': `${file.name}, ${state}`,
  };
  return (
    <div
      className={clsx(styles.cell, list && styles.line, picture !== null && styles.pictured)}
      style={{ left, top, width, height }}
      {...option}
    >
      {picture !== null && <img className={styles.picture} src={picture} alt="" draggable={false} />}
      {picture === null && !list && height >= 110 && (
        <span className={styles.icon}>
          <Icon icon={typeIcon(file.type ?? 'image')} size={20} />
        </span>
      )}
      {(picture === null || list) && <span className={styles.name}>{file.name}</span>}
      {running && (
        <Progress
          className={styles.progress}
          label={t('upload.progress', { name: file.name })}
          value={share}
        />
      )}
      {!running && <span className={styles.state}>{state}</span>}
    </div>
  );
}
