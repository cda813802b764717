import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Progress } from '../../components/progress.tsx';
import styles from './relocation-status.module.css';
import { showRelocation, useRelocationUi } from './relocation-store.ts';
import { shareDone, useRelocation } from './use-relocation.ts';

/** The move in one line while its dialog is closed, until its end was seen. */
export function RelocationStatus() {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const seen = useRelocationUi((state) => state.seen);
  const relocation = useRelocation().data?.relocation ?? null;
  if (relocation === null || relocation.state === 'cancelled') return null;
  const { id, state, secondsLeft } = relocation;
  if (state === 'done' && seen === id) return null;
  const share = shareDone(relocation);
  const words = t(`bar.${state}`, { percent: format.percent(Math.floor(share * 100) / 100) });
  const moving = state === 'copying' || state === 'verifying';
  return (
    <button
      type="button"
      className={clsx(styles.status, state === 'failed' && styles.bad)}
      title={t('bar.open')}
      onClick={() => showRelocation()}
    >
      {words}
      {moving && secondsLeft !== null && (
        <> · {t('bar.remaining', { time: format.wait(secondsLeft * 1000) })}</>
      )}
      {moving && <Progress className={styles.progress} label={words} value={share} />}
    </button>
  );
}
