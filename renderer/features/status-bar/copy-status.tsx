import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { useCopying } from '../library/actions/copying-store.ts';
import { cancelCopies } from '../library/actions/save-copies.ts';
import styles from './status-bar.module.css';

/** How far copies have come that take longer than a moment, with the way to end it. */
export function CopyStatus() {
  const { t } = useTranslation('library');
  const current = useCopying(({ runs }) => runs.find(({ done, total }) => done > 0 && done < total));
  if (current === undefined) return null;
  const { run, done, total, isCancelled } = current;
  const words = t('copying.status', { done, total });
  return (
    <span className={styles.item} data-testid="copy-status">
      {words}
      <Progress className={styles.progress} label={words} value={done / total} />
      <IconButton
        icon={X}
        size="s"
        label={t('copying.cancel')}
        disabled={isCancelled}
        onClick={() => cancelCopies(run)}
      />
    </span>
  );
}
