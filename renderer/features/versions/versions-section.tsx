import { useCanChange } from '@renderer/app/access.ts';
import { Button, ErrorState, Skeleton } from '@renderer/components/index.ts';
import type { AssetDetails } from '@shared/domain/asset.ts';
import { Columns2, FileUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../inspector/section.tsx';
import { useVersionCompare } from './compare-store.ts';
import { hasPicture, pairOf } from './pair.ts';
import { useVersions } from './use-versions.ts';
import { versionActions } from './version-actions.ts';
import { VersionRow } from './version-row.tsx';
import styles from './versions.module.css';

/** Rows that are shown before one asks for all. */
const shownAtFirst = 4;

/** The files that an asset has and had: to compare, restore, save and delete, and to put a new one in. */
export function VersionsSection({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation('versions');
  const canChange = useCanChange() && asset.deletedAt === null;
  const { data, error, isPending, refetch } = useVersions(asset.versions > 1 ? asset.id : null);
  const [all, setAll] = useState(false);
  if (asset.versions <= 1 && !canChange) return null;
  const versions = data?.versions ?? [];
  const pair = pairOf(versions, null, null);
  const comparable = pair !== null && hasPicture(pair.left) && hasPicture(pair.right);
  const shown = all ? versions : versions.slice(0, shownAtFirst);
  return (
    <Section
      title={asset.versions > 1 ? t('titleCount', { count: asset.versions }) : t('title')}
      action={
        comparable && (
          <Button
            size="s"
            variant="ghost"
            icon={Columns2}
            onClick={() => useVersionCompare.getState().open(asset.id)}
          >
            {t('compare.action')}
          </Button>
        )
      }
    >
      {asset.versions > 1 &&
        (error !== null && versions.length === 0 ? (
          <ErrorState compact error={error} onRetry={() => void refetch()} />
        ) : isPending ? (
          <Skeleton width="100%" height={44} radius={6} />
        ) : (
          <ul className={styles.list} aria-label={t('title')}>
            {shown.map((version) => (
              <VersionRow key={version.number} assetId={asset.id} version={version} canChange={canChange} />
            ))}
          </ul>
        ))}
      {shown.length < versions.length && (
        <Button size="s" variant="ghost" className={styles.more} onClick={() => setAll(true)}>
          {t('showAll', { count: versions.length })}
        </Button>
      )}
      {canChange && (
        <Button
          size="s"
          icon={FileUp}
          className={styles.replace}
          onClick={() => void versionActions.choose(asset.id)}
        >
          {t('replace.action')}
        </Button>
      )}
    </Section>
  );
}
