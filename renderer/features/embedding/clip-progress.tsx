import type { ClipState } from '@shared/contract/embedding.ts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Progress } from '../../components/progress.tsx';
import styles from './clip-card.module.css';

/** How far a download is: amount, rate and what is left; where it rests, how much is here. */
export function ClipProgress({ state: clip, name }: { state: ClipState; name: string }) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const { state, haveBytes, totalBytes, sizeKnown, bytesPerSecond } = clip;
  if (state === 'ready') return null;
  const have = format.bytes(haveBytes);
  if (state === 'absent' || state === 'failed') {
    return haveBytes > 0 ? <p className={styles.quiet}>{t('clip.paused', { have })}</p> : null;
  }
  const amount = t(sizeKnown ? 'clip.amount' : 'clip.amountAbout', {
    have,
    total: format.bytes(totalBytes),
  });
  const left =
    bytesPerSecond === null || bytesPerSecond <= 0
      ? null
      : ((totalBytes - haveBytes) / bytesPerSecond) * 1000;
  return (
    <div className={styles.progress}>
      <Progress
        label={t('clip.progress', { model: name })}
        value={state === 'verifying' || totalBytes === 0 ? null : haveBytes / totalBytes}
        valueText={amount}
      />
      <p className={styles.quiet}>
        <span>{state === 'verifying' ? t('clip.verifying') : amount}</span>
        {state === 'downloading' && bytesPerSecond !== null && (
          <span>{t('clip.rate', { size: format.bytes(bytesPerSecond) })}</span>
        )}
        {state === 'downloading' && left !== null && left > 0 && (
          <span>{t('clip.left', { time: format.wait(left) })}</span>
        )}
      </p>
    </div>
  );
}
