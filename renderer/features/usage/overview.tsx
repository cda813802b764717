import { useCanChange } from '@renderer/app/access.ts';
import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import { Button, Tooltip } from '@renderer/components/index.ts';
import { assetActions } from '@renderer/features/library/actions/asset-actions.ts';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { brandIdSchema } from '@shared/domain/ids.ts';
import { useTranslation } from 'react-i18next';
import { Card, FigureTable } from './card.tsx';
import styles from './overview.module.css';
import { brandShares, type Share, splitUnit } from './shape.ts';

const mostBrands = 8;

/** How much is stored, whose it is, what the trash holds and what is left on the disk. */
export function Overview({ usage }: { usage: UsageSummary }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const shares = brandShares(usage.byBrand, mostBrands, 'var(--line-strong)');
  const nameOf = (share: Share): string => (share.key === 'others' ? t('others') : share.name);
  const [figure, unit] = splitUnit(format.bytes(usage.bytes));
  return (
    <Card
      title={t('overview.title')}
      table={
        <FigureTable
          caption={t('overview.byBrand')}
          columns={[t('column.brand'), t('column.assets'), t('column.size'), t('column.share')]}
          rows={shares.map((share) => ({
            key: share.key,
            cells: [
              nameOf(share),
              format.number(share.assets),
              format.bytes(share.bytes),
              format.percent(share.share),
            ],
          }))}
        />
      }
    >
      <div className={styles.figures}>
        <p className={styles.big}>
          <strong>{figure}</strong> <span>{unit}</span>
          <small>{t('overview.assets', { count: usage.assets })}</small>
        </p>
        <dl className={styles.aside}>
          {usage.freeBytes !== null && (
            <div>
              <dt>{t('overview.free')}</dt>
              <dd>{format.bytes(usage.freeBytes)}</dd>
            </div>
          )}
          {usage.versions.assets > 0 && (
            <div>
              <dt>{t('overview.versions')}</dt>
              <dd>
                {format.bytes(usage.versions.bytes)}
                <small>{t('overview.versionFiles', { count: usage.versions.assets })}</small>
              </dd>
            </div>
          )}
          <Trash usage={usage} />
        </dl>
      </div>
      <BrandBar shares={shares} nameOf={nameOf} />
    </Card>
  );
}

function Trash({ usage: { trash, bytes } }: { usage: UsageSummary }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const canChange = useCanChange();
  const share = trash.bytes / Math.max(1, trash.bytes + bytes);
  return (
    <div>
      <dt>{t('overview.trash')}</dt>
      <dd>
        {format.bytes(trash.bytes)}
        {trash.assets > 0 && (
          <>
            <small>{t('overview.trashShare', { percent: format.percent(share) })}</small>
            {canChange && (
              <Button size="s" onClick={() => void assetActions.purge(null, trash.assets, trash.bytes)}>
                {t('overview.emptyTrash')}
              </Button>
            )}
          </>
        )}
      </dd>
    </div>
  );
}

function BrandBar({ shares, nameOf }: { shares: Share[]; nameOf: (share: Share) => string }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const setScope = useView((state) => state.setScope);
  if (shares.length === 0) return null;
  const words = (share: Share): string =>
    `${nameOf(share)} · ${format.bytes(share.bytes)} · ${format.percent(share.share)}`;
  const open = (share: Share): void => {
    const id = brandIdSchema.safeParse(share.key);
    if (id.success) setScope({ kind: 'brand', brandId: id.data });
  };
  return (
    <>
      <div className={styles.bar} aria-hidden>
        {shares.map((share) => (
          <Tooltip key={share.key} label={words(share)} side="top">
            <span style={{ flexGrow: share.bytes, background: share.color }} />
          </Tooltip>
        ))}
      </div>
      <ul className={styles.legend} aria-label={t('overview.byBrand')}>
        {shares.map((share) => (
          <li key={share.key}>
            <button type="button" disabled={share.key === 'others'} onClick={() => open(share)}>
              <i style={{ background: share.color }} aria-hidden />
              <span>{nameOf(share)}</span>
              <b>{format.bytes(share.bytes)}</b>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
