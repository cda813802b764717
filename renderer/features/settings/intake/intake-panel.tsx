import type { IntakeStatus } from '@shared/contract/intake.ts';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ApiSection } from './api-section.tsx';
import { ComfySection } from './comfy-section.tsx';
import styles from './intake.module.css';
import { useIntake, useIntakeCall } from './use-intake.ts';

/** Ways in for programs on this computer: ComfyUI, scripts, and what of theirs waits; a page of the settings. */
export function IntakePanel() {
  const { data, error, refetch } = useIntake();
  if (data === undefined) {
    return error === null ? (
      <div className={styles.panel}>
        <Skeleton height={140} radius={8} />
        <Skeleton height={180} radius={8} />
      </div>
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} compact />
    );
  }
  return (
    <div className={styles.panel}>
      <Waiting waiting={data.waiting} />
      <ComfySection comfyui={data.comfyui} />
      <ApiSection api={data.api} />
    </div>
  );
}

const reasons = [
  'brandNotFound',
  'projectNotFound',
  'otherLibrary',
  'noLibrary',
  'failed',
  'setAside',
] as const satisfies readonly (keyof IntakeStatus['waiting'])[];

/** What programs handed in and the library can't take yet; nothing where there is none. */
function Waiting({ waiting }: Pick<IntakeStatus, 'waiting'>) {
  const { t } = useTranslation('intake');
  const retry = useIntakeCall(() => client.intake.retry({}));
  const shown = reasons.filter((reason) => waiting[reason] > 0);
  if (shown.length === 0) return null;
  return (
    <section className={styles.waiting} aria-label={t('waiting.title')}>
      <ul role="status">
        {shown.map((reason) => (
          <li key={reason}>{t(`waiting.${reason}`, { count: waiting[reason] })}</li>
        ))}
      </ul>
      <Button size="s" icon={RotateCw} disabled={retry.isPending} onClick={() => retry.mutate(undefined)}>
        {t('waiting.retry')}
      </Button>
    </section>
  );
}
