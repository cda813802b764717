import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { Button, Icon } from '../../components/index.ts';
import { assetActions } from './actions/asset-actions.ts';
import styles from './library-view.module.css';

/** Says how long the trash keeps things, and empties it. */
export function TrashBar({ total }: { total: number }) {
  const { t } = useTranslation('library');
  const canChange = useCanChange();
  return (
    <div className={styles.trash}>
      <Icon icon={Trash2} />
      <span className={styles.trashText}>{t('trash.kept')}</span>
      {canChange && (
        <Button size="s" onClick={() => void assetActions.purge(null, total, null)}>
          {t('trash.empty')}
        </Button>
      )}
    </div>
  );
}
