import { useQueryClient } from '@tanstack/react-query';
import { CloudOff, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { useView } from '../../app/view-store.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { toast } from '../../components/toast-store.ts';
import styles from './offline-notice.module.css';
import { awaySince } from './summary.ts';
import { useHealth } from './use-health.ts';

/**
 * Says once that the servers are away, without taking anything from the screen, and once that they are back. What
 * failed to load meanwhile is then fetched again.
 */
export function OfflineNotice() {
  const { t } = useTranslation('health');
  const format = useFormat();
  const queries = useQueryClient();
  const { data } = useHealth();
  const onHealthPage = useView((state) => state.main.kind === 'health');
  const offline = data?.state === 'offline';
  const [dismissed, setDismissed] = useState(false);
  const was = useRef(false);

  useEffect(() => {
    if (was.current === offline) return;
    was.current = offline;
    setDismissed(false);
    if (offline) return;
    toast.success(t('notice.back'), { description: t('notice.backText') });
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'health' });
  }, [offline, queries, t]);

  if (!offline || dismissed || onHealthPage) return null;
  const since = awaySince(data.nodes);
  const { uploadsWaiting } = data.queues;
  return (
    <div className={styles.place}>
      <div className={styles.notice} role="status">
        <Icon icon={CloudOff} className={styles.icon} />
        <div>
          <p className={styles.title}>
            {t('notice.title')}
            {since !== null && (
              <span className={styles.since}> {t('notice.since', { when: format.dateTime(since) })}</span>
            )}
          </p>
          <p className={styles.text}>
            {uploadsWaiting > 0 && <>{t('notice.waiting', { count: uploadsWaiting })} </>}
            {t('notice.text')}
          </p>
        </div>
        <Button size="s" onClick={() => useView.getState().showHealth()}>
          {t('notice.details')}
        </Button>
        <IconButton icon={X} size="s" label={t('notice.dismiss')} onClick={() => setDismissed(true)} />
      </div>
    </div>
  );
}
