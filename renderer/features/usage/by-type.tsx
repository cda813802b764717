import { useFormat } from '@renderer/app/use-format.ts';
import { Icon } from '@renderer/components/index.ts';
import { typeIcon } from '@renderer/features/library/cells/describe.ts';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { useTranslation } from 'react-i18next';
import styles from './by-type.module.css';
import { Card } from './card.tsx';

/** Bytes by kind of asset; a list of bars that reads as a table, too. */
export function ByType({ byType }: { byType: UsageSummary['byType'] }) {
  const { t } = useTranslation(['usage', 'common']);
  const format = useFormat();
  const total = byType.reduce((sum, { bytes }) => sum + bytes, 0);
  const sorted = byType.filter(({ assets }) => assets > 0).toSorted((a, b) => b.bytes - a.bytes);
  const largest = Math.max(1, sorted[0]?.bytes ?? 0);
  return (
    <Card title={t('byType.title')}>
      <ul className={styles.types}>
        {sorted.map(({ type, bytes, assets }) => (
          <li key={type}>
            <div className={styles.words}>
              <Icon icon={typeIcon(type)} />
              <span>{t(`common:assetType.${type}`)}</span>
              <small>{format.number(assets)}</small>
              <b>{format.bytes(bytes)}</b>
              <em>{format.percent(total === 0 ? 0 : bytes / total)}</em>
            </div>
            <div className={styles.track} aria-hidden>
              <span style={{ width: `${(bytes / largest) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
