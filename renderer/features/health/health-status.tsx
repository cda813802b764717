import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { useView } from '../../app/view-store.ts';
import styles from './health-status.module.css';
import { awaySince, worstNode } from './summary.ts';
import { useHealth } from './use-health.ts';
import { useNow } from './use-now.ts';

/** A small mark in the status bar while all is well; else what is wrong in a few words. Opens the health page. */
export function HealthStatus() {
  const { t } = useTranslation('health');
  const format = useFormat();
  const now = useNow();
  const { data } = useHealth();
  const state = data?.state ?? 'ok';
  const worst = data === undefined ? null : worstNode(data);
  const since = data === undefined ? null : awaySince(data.nodes);
  const words = ((): string => {
    if (state === 'offline') {
      return since === null
        ? t('bar.offline')
        : t('bar.offlineSince', { time: format.wait(Math.max(0, now - Date.parse(since))) });
    }
    if (state === 'degraded' && worst !== null) {
      return t(worst.state === 'down' ? 'bar.down' : 'bar.slow', { part: t(`part.${worst.part}`) });
    }
    return t('bar.ok');
  })();
  const waiting = data?.queues.uploadsWaiting ?? 0;
  return (
    <button
      type="button"
      className={clsx(styles.status, styles[state])}
      aria-label={`${t('open')}: ${words}`}
      title={t('open')}
      onClick={() => useView.getState().showHealth()}
    >
      <span className={styles.mark} aria-hidden />
      {words}
      {state === 'offline' && waiting > 0 && <> · {t('bar.waiting', { count: waiting })}</>}
    </button>
  );
}
