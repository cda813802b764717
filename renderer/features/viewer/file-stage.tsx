import { errorText } from '@renderer/app/error-text.ts';
import { useView } from '@renderer/app/view-store.ts';
import { Button } from '@renderer/components/index.ts';
import { assetActions } from '@renderer/features/library/actions/asset-actions.ts';
import { errorCodeSchema } from '@shared/contract/errors.ts';
import type { AssetDetails, AssetSummary } from '@shared/domain/asset.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import {
  Download,
  File,
  FileAudio,
  FileImage,
  FileText,
  FileVideo,
  RotateCw,
  SearchCheck,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './file-stage.module.css';
import { useIsMissing } from './use-details.ts';

const icons = { image: FileImage, video: FileVideo, audio: FileAudio, document: File, text: FileText };

/** `PSD`, `DOCX`: the extension of the name, for want of one the end of the media type. */
export function formatOf({ name, mime }: Pick<AssetSummary, 'name' | 'mime'>): string {
  const extension = /\.([\p{L}\p{N}]{1,8})$/u.exec(name)?.[1];
  return (extension ?? mime?.split('/')[1] ?? '').toUpperCase();
}

interface FileStageProps {
  asset: AssetSummary;
  details?: AssetDetails | undefined;
  /** What is wrong, where something is. */
  title?: string;
  text?: string;
  onRetry?: () => void;
  children?: ReactNode;
}

/** Icon, facts and a way to get the file, where no picture of it can be had. Where the original is missing, that is what is told. */
export function FileStage({ asset, details, title, text, onRetry, children }: FileStageProps) {
  const { t, i18n } = useTranslation('viewer');
  const Glyph = icons[asset.type];
  const problem = errorCodeSchema.safeParse(details?.problem);
  const missing = useIsMissing(asset.id, true);
  const code = missing ? 'original_missing' : problem.data;
  const words = code === undefined ? null : errorText({ code, details: { name: asset.name } });
  const told = missing ? undefined : { title, text };
  const facts = [formatOf(asset), formatBytes(asset.size, i18n.language)].filter(Boolean).join(' · ');
  return (
    <div className={styles.stage}>
      <div className={styles.sheet}>
        <Glyph size={44} strokeWidth={1.2} aria-hidden />
        <span>{formatOf(asset)}</span>
      </div>
      <div className={styles.words}>
        <h2>{asset.name}</h2>
        <p>{facts}</p>
      </div>
      <div className={styles.reason} role={told?.title !== undefined || words !== null ? 'alert' : undefined}>
        <p>{told?.title ?? words?.title ?? t('file.noPreview')}</p>
        <p>{told?.text ?? words?.remedy ?? t('file.noPreviewText')}</p>
      </div>
      <div className={styles.actions}>
        {children}
        {onRetry !== undefined && (
          <Button icon={RotateCw} onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
        {missing ? (
          <Button icon={SearchCheck} onClick={() => useView.getState().showCheck()}>
            {t('check')}
          </Button>
        ) : (
          <Button icon={Download} onClick={() => void assetActions.saveCopies([asset.id])}>
            {t('save')}
          </Button>
        )}
      </div>
    </div>
  );
}
