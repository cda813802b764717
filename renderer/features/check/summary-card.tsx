import type { CheckStatus } from '@shared/contract/check.ts';
import {
  CircleCheck,
  CircleDashed,
  CloudOff,
  type LucideIcon,
  SearchCheck,
  TriangleAlert,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { StatusBanner } from '../../components/status-banner.tsx';
import { cancelCheck } from './actions.ts';
import styles from './check-page.module.css';
import { type Verdict, verdictOf } from './kinds.ts';

const icons: Readonly<Record<Verdict, LucideIcon>> = {
  never: CircleDashed,
  running: SearchCheck,
  failed: CloudOff,
  well: CircleCheck,
  problems: TriangleAlert,
};

const tones = {
  never: 'plain',
  running: 'plain',
  failed: 'bad',
  well: 'good',
  problems: 'warn',
} as const satisfies Record<Verdict, unknown>;

/** The result in a sentence, or how far the check is. */
export function SummaryCard({ status }: { status: CheckStatus }) {
  const { t } = useTranslation('check');
  const { verdict, problems } = verdictOf(status);
  return (
    <StatusBanner
      className={styles.summary}
      icon={icons[verdict]}
      tone={tones[verdict]}
      title={
        <span aria-live="polite">
          {status.running === null
            ? t(`verdict.${verdict}`, { count: problems })
            : t(`phase.${status.running.phase}`)}
        </span>
      }
      action={
        status.running !== null && (
          <Button busy={status.running.cancelling} onClick={() => void cancelCheck()}>
            {t('cancel')}
          </Button>
        )
      }
    >
      {status.running === null ? (
        <Result status={status} verdict={verdict} />
      ) : (
        <Going running={status.running} />
      )}
    </StatusBanner>
  );
}

function Result({ status, verdict }: { status: CheckStatus; verdict: Verdict }) {
  const { t } = useTranslation('check');
  const format = useFormat();
  const { last, failed } = status;
  if (verdict === 'failed' && failed !== null) {
    const { title, remedy } = errorText({ code: failed });
    return <p className={styles.summaryText}>{`${title} ${remedy ?? ''}`.trim()}</p>;
  }
  if (last === null) return <p className={styles.summaryText}>{t('neverText')}</p>;
  return (
    <p className={styles.summaryText}>
      {t('looked', {
        assets: format.number(last.assets),
        objects: format.number(last.objects),
        size: format.bytes(last.bytes),
      })}
      <span className={styles.when}>{t('when', { when: format.dateTime(last.finishedAt) })}</span>
    </p>
  );
}

function Going({ running }: { running: NonNullable<CheckStatus['running']> }) {
  const { t } = useTranslation('check');
  const format = useFormat();
  const { done, total, bytesDone, phase } = running;
  const figures =
    total === null
      ? t('progress.count', { done: format.number(done) })
      : t('progress.of', { done: format.number(done), total: format.number(total) });
  const text = phase === 'bytes' ? `${figures} · ${format.bytes(bytesDone)}` : figures;
  return (
    <div className={styles.going}>
      <Progress
        label={t(`phase.${phase}`)}
        value={total === null || total === 0 ? null : done / total}
        valueText={text}
      />
      <span className={styles.figures}>{text}</span>
    </div>
  );
}
