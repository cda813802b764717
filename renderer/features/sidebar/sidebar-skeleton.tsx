import { useTranslation } from 'react-i18next';
import { Skeleton } from '../../components/skeleton.tsx';
import styles from './sidebar.module.css';

const widths = [64, 56, 60, 0, 72, 96, 84, 52, 0, 60, 44];

/** The shape of the sidebar while the library opens. */
export function SidebarSkeleton() {
  const { t } = useTranslation('common');
  return (
    <div className={styles.sidebar} role="status" aria-busy aria-label={t('loading')}>
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
        <div key={index} className={styles.skeleton}>
          {width > 0 && (
            <>
              <Skeleton width={width} />
              <Skeleton width={28} />
            </>
          )}
        </div>
      ))}
    </div>
  );
}
