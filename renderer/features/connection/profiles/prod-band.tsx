import { TriangleAlert } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLibraryStatus } from '../../../app/use-library.ts';
import { Icon } from '../../../components/icon.tsx';
import styles from './prod-band.module.css';

/** A band over every view of a production library: dialogs, the viewer and the connect page leave it free. */
export function ProdBand() {
  const { t } = useTranslation('connection');
  const { status } = useLibraryStatus();
  const shown = status?.state === 'open' && status.environment === 'prod';
  useLayoutEffect(() => {
    // The height of the band is taken from the window by `--window-top`.
    document.documentElement.toggleAttribute('data-prod', shown);
    return () => document.documentElement.removeAttribute('data-prod');
  }, [shown]);
  if (!shown) return null;
  return (
    <div className={styles.band} role="note">
      <Icon icon={TriangleAlert} size={12} />
      <strong className={styles.name}>{t('band', { name: status.name })}</strong>
      <span className={styles.note}>{t('bandNote')}</span>
    </div>
  );
}
