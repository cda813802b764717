import { useSelection } from '@renderer/app/selection-store.ts';
import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import { Thumbnail } from '@renderer/features/library/cells/thumbnail.tsx';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { useTranslation } from 'react-i18next';
import styles from './biggest.module.css';
import { Card } from './card.tsx';

/** The assets that take most; a press opens the viewer on them. */
export function Biggest({ usage }: { usage: UsageSummary }) {
  const { t } = useTranslation(['usage', 'common']);
  const format = useFormat();
  const openViewer = useView((state) => state.openViewer);
  const { biggest, byBrand, byProject } = usage;
  if (biggest.length === 0) return null;
  const largest = Math.max(1, biggest[0]?.size ?? 0);
  const placeOf = (asset: (typeof biggest)[number]): string => {
    const brand = byBrand.find(({ brandId }) => brandId === asset.brandId);
    const project =
      asset.projectId === null ? null : byProject.find(({ projectId }) => projectId === asset.projectId);
    return [brand?.name, project?.name].filter(Boolean).join(' / ');
  };
  const open = (asset: (typeof biggest)[number], index: number): void => {
    useSelection.getState().select([asset.id], { id: asset.id, index });
    openViewer({ mode: 'viewer', assetId: asset.id, index });
  };
  return (
    <Card title={t('biggest.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('column.place')}</th>
            <th scope="col">{t('column.type')}</th>
            <th scope="col">{t('column.date')}</th>
            <th scope="col">{t('column.size')}</th>
          </tr>
        </thead>
        <tbody>
          {biggest.map((asset, index) => (
            <tr key={asset.id}>
              <th scope="row">
                <button type="button" onClick={() => open(asset, index)}>
                  <span className={styles.picture}>
                    <Thumbnail asset={asset} small />
                  </span>
                  <span className={styles.name}>{asset.name}</span>
                </button>
              </th>
              <td>{placeOf(asset)}</td>
              <td>{t(`common:assetType.${asset.type}`)}</td>
              <td>{format.date(asset.createdAt)}</td>
              <td>
                <span className={styles.size}>
                  <i style={{ width: `${(asset.size / largest) * 100}%` }} aria-hidden />
                  {format.bytes(asset.size)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
