import type { AssetSummary } from '@shared/domain/asset.ts';
import type { UploadFile } from '@shared/domain/upload.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { Icon } from '../../components/icon.tsx';
import { VisuallyHidden } from '../../components/visually-hidden.tsx';
import { typeIcon } from '../library/cells/describe.ts';
import { Thumbnail } from '../library/cells/thumbnail.tsx';
import row from './file-row.module.css';
import { useLocalPicture } from './local-pictures.ts';
import styles from './namesakes.module.css';

/** Files whose names are taken, each beside the asset that has its name: to see what would take whose place. */
export function Namesakes({ files, named }: { files: readonly UploadFile[]; named: boolean }) {
  const ids = useMemo(() => files.flatMap(({ assetId }) => assetId ?? []), [files]);
  const { data } = useQuery({
    queryKey: queryKeys.summaries(ids),
    queryFn: () => client.assets.summaries({ ids }),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <ul className={styles.list}>
      {files.map((file) => (
        <li key={file.id} className={styles.row}>
          <Pair file={file} asset={data?.assets.find(({ id }) => id === file.assetId)} named={named} />
        </li>
      ))}
    </ul>
  );
}

interface PairProps {
  file: UploadFile;
  /** Undefined while it is read, or where it is gone. */
  asset: AssetSummary | undefined;
  named: boolean;
}

function Pair({ file, asset, named }: PairProps) {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  const picture = useLocalPicture(file);
  const before = asset === undefined ? '' : format.bytes(asset.size);
  const after = format.bytes(file.size);
  return (
    <>
      <span className={styles.pictures} aria-hidden>
        <span className={styles.picture}>{asset !== undefined && <Thumbnail asset={asset} small />}</span>
        <Icon icon={ArrowRight} size={14} />
        <span className={styles.picture}>
          {picture === null ? (
            <Icon icon={typeIcon(file.type ?? 'image')} size={16} />
          ) : (
            <img src={picture} alt="" draggable={false} />
          )}
        </span>
      </span>
      <span className={row.words}>
        {named && (
          <span className={row.name} title={file.name}>
            {file.name}
          </span>
        )}
        <span className={styles.sizes} aria-hidden>
          {before === '' ? after : `${before} → ${after}`}
        </span>
        <VisuallyHidden>{t('conflicts.sizes', { before, after })}</VisuallyHidden>
      </span>
    </>
  );
}
