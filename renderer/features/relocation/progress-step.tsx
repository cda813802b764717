import type { Relocation } from '@shared/contract/relocation.ts';
import { useMutation } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { Progress } from '../../components/progress.tsx';
import { FigureRows } from './figure-rows.tsx';
import { Problems, Route } from './parts.tsx';
import styles from './relocation.module.css';
import { isWaiting, shareDone, takeRelocation } from './use-relocation.ts';

/** How far the move is, and the ways to stop it. */
export function ProgressStep({ relocation, onClose }: { relocation: Relocation; onClose: () => void }) {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const errorText = useErrorText();
  const { state, reason } = relocation;
  const act = useMutation({
    mutationFn: (what: 'pause' | 'resume' | 'cancel') => client.relocation[what]({}),
    onSuccess: takeRelocation,
    onError: toastError,
  });
  const cancel = async (): Promise<void> => {
    const yes = await confirm({
      title: t('cancel.title'),
      description: t('cancel.text'),
      confirmLabel: t('cancel.confirm'),
      danger: true,
    });
    if (yes) act.mutate('cancel');
  };
  const resting = state === 'paused' || state === 'failed';
  const waiting = isWaiting(relocation);
  const words = reason === null ? null : errorText({ code: reason });
  const share = shareDone(relocation);
  return (
    <>
      <div className={styles.body}>
        <Route relocation={relocation} />
        <div className={styles.headline} role="status">
          <p className={styles.state}>{t(`state.${state}`)}</p>
          <p className={styles.percent}>{format.percent(Math.floor(share * 100) / 100)}</p>
        </div>
        <Progress
          label={t('progress.label')}
          value={share}
          tone={state === 'failed' ? 'danger' : 'accent'}
          valueText={t('progress.of', {
            done: format.number(relocation.assetsDone),
            total: format.number(relocation.assets),
          })}
        />
        {words !== null && resting && (
          <p className={state === 'failed' ? styles.bad : styles.warn}>
            {words.title} {state === 'failed' && words.remedy}
          </p>
        )}
        <p className={styles.quiet}>{t(waiting ? 'text.waiting' : `text.${state}`)}</p>
        <Figures relocation={relocation} />
        <Problems relocation={relocation} />
      </div>
      <footer className={styles.footer}>
        <Button variant="ghost" disabled={act.isPending} onClick={() => void cancel()}>
          {t('cancel.button')}
        </Button>
        <span className={styles.spring} />
        <Button
          icon={resting ? Play : Pause}
          busy={act.isPending}
          onClick={() => act.mutate(resting ? 'resume' : 'pause')}
        >
          {t(resting ? 'resume' : 'pause')}
        </Button>
        <Button variant="primary" onClick={onClose}>
          {t('close')}
        </Button>
      </footer>
    </>
  );
}

function Figures({ relocation }: { relocation: Relocation }) {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const { assets, assetsDone, assetsPresent, bytes, bytesDone, bytesPerSecond, secondsLeft, verified } =
    relocation;
  const moving = relocation.state === 'copying' || relocation.state === 'verifying';
  const of = (done: string, total: string): string => t('progress.of', { done, total });
  const figures = [
    {
      name: t('progress.assets'),
      value: of(format.number(assetsDone), format.number(assets)),
      note: assetsPresent > 0 ? t('progress.present', { count: assetsPresent }) : null,
    },
    { name: t('progress.bytes'), value: of(format.bytes(bytesDone), format.bytes(bytes)), note: null },
    {
      name: t('progress.rate'),
      value:
        moving && bytesPerSecond !== null
          ? t('progress.rateValue', { size: format.bytes(bytesPerSecond) })
          : '–',
      note: null,
    },
    {
      name: t('progress.remaining'),
      value: moving && secondsLeft !== null ? format.wait(secondsLeft * 1000) : '–',
      note: null,
    },
    { name: t('progress.verified'), value: format.number(verified), note: null },
  ];
  return <FigureRows figures={figures} />;
}
