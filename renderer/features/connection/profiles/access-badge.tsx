import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLibraryStatus } from '../../../app/use-library.ts';
import { Icon } from '../../../components/icon.tsx';
import { Popover } from '../../../components/popover.tsx';
import styles from './access-badge.module.css';

/** Says quietly that this library can only be viewed, and why when asked. */
export function AccessBadge() {
  const { t } = useTranslation('connection');
  const { status } = useLibraryStatus();
  if (status?.state !== 'open' || status.access !== 'read') return null;
  return (
    <Popover
      label={t('access.title')}
      align="end"
      trigger={
        <button type="button" className={styles.badge}>
          <Icon icon={Eye} size={14} />
          {t('access.label')}
        </button>
      }
    >
      <div className={styles.words}>
        <p className={styles.title}>{t('access.title')}</p>
        <p>{t('access.text')}</p>
        <p>{t('access.remedy')}</p>
      </div>
    </Popover>
  );
}
