import type { AssetDetails } from '@shared/domain/asset.ts';
import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { IconButton, toast } from '../../components/index.ts';
import { formatName } from '../library/filters/values.ts';
import styles from './inspector.module.css';
import { Facts } from './section.tsx';

/** Where the asset belongs, what it is and when it came. */
export function AssetFacts({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation(['inspector', 'common']);
  const format = useFormat();
  const { checksum } = asset;
  const type = t(`common:assetType.${asset.type}`);
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    toast.success(t('checksumCopied'));
  };
  return (
    <Facts
      facts={[
        [t('fact.project'), [asset.brandName, asset.projectName].filter((name) => name !== null).join(' / ')],
        [t('fact.type'), asset.mime === null ? type : `${type} · ${formatName(asset.mime)}`],
        [t('fact.added'), format.dateTime(asset.createdAt)],
        [t('fact.by'), asset.uploadedBy],
        [t('fact.changed'), asset.updatedAt === asset.createdAt ? null : format.dateTime(asset.updatedAt)],
        [t('fact.deleted'), asset.deletedAt === null ? null : format.dateTime(asset.deletedAt)],
        [
          t('fact.checksum'),
          checksum === null ? null : (
            <span key="checksum" className={styles.checksum}>
              <code title={checksum}>{checksum.replace(/^sha256:/, '').slice(0, 12)}…</code>
              <IconButton
                size="s"
                icon={Copy}
                label={t('copyChecksum')}
                onClick={() => void copy(checksum.replace(/^sha256:/, ''))}
              />
            </span>
          ),
        ],
      ]}
    />
  );
}
