import { useTranslation } from 'react-i18next';
import { Skeleton } from '../../components/index.ts';
import styles from './inspector.module.css';

const lines = [88, 64, 100, 72, 56];

/** The shape of the inspector while it loads. */
export function InspectorSkeleton() {
  const { t } = useTranslation('common');
  return (
    <div className={styles.pane} role="status" aria-label={t('loading')}>
      <Skeleton width="100%" height={172} radius={8} />
      {lines.map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
