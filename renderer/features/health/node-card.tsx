import type { NodeHealth } from '@shared/contract/health.ts';
import type { Profile } from '@shared/domain/servers.ts';
import clsx from 'clsx';
import { Boxes, Database, type LucideIcon, Sparkles } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Icon } from '../../components/icon.tsx';
import { Warnings } from '../connection/check/part-status.tsx';
import { nodeCauseWords } from './cause-text.ts';
import { millisecondsText } from './milliseconds.ts';
import styles from './node-card.module.css';
import { sparkLine } from './spark-line.ts';
import { useNow } from './use-now.ts';

const icons: Record<NodeHealth['part'], LucideIcon> = {
  database: Database,
  storage: Boxes,
  embedding: Sparkles,
};

/** One part: how it is, how quick it was in the last hour, how full it is, and what went wrong last. */
export function NodeCard({
  node,
  servers,
  profile,
}: {
  node: NodeHealth;
  /** Whether it is a server; else a part of the library on this computer. */
  servers: boolean;
  profile: Profile | null;
}) {
  const { t } = useTranslation('health');
  const id = useId();
  const { part, state, address, version } = node;
  const name =
    part === 'embedding' && state === 'off'
      ? t('part.embeddingLocal')
      : part === 'storage' && !servers
        ? t('part.storageLocal')
        : t(`part.${part}`);
  return (
    <article className={styles.card} aria-labelledby={id}>
      <header className={styles.head}>
        <Icon icon={icons[part]} className={styles.icon} />
        <h2 id={id} className={styles.name}>
          {name}
        </h2>
        <State node={node} />
      </header>
      <p className={styles.address} data-selectable>
        {servers && state !== 'off' ? address : t('node.local')}
        {version !== null && <span className={styles.version}>{version}</span>}
      </p>
      {state === 'off' ? (
        <p className={styles.quiet}>{t('node.offText')}</p>
      ) : (
        <>
          <Latency node={node} />
          <Space node={node} />
        </>
      )}
      <Warnings warnings={node.warnings} />
      <LastError node={node} profile={profile} />
    </article>
  );
}

function State({ node: { state, since } }: { node: NodeHealth }) {
  const { t } = useTranslation('health');
  const format = useFormat();
  const now = useNow();
  const known = since !== null && (state === 'ok' || state === 'slow' || state === 'down');
  const time = known ? format.wait(Math.max(1000, now - Date.parse(since))) : null;
  return (
    <span
      className={clsx(styles.state, styles[state])}
      title={time === null ? undefined : t(state === 'down' ? 'node.sinceDown' : 'node.sinceUp', { time })}
    >
      <span className={styles.dot} aria-hidden />
      {time === null || state === 'slow'
        ? t(`state.${state}`)
        : t(state === 'down' ? 'node.sinceDown' : 'node.sinceUp', { time })}
    </span>
  );
}

function Latency({ node: { latencyMs, history, answered } }: { node: NodeHealth }) {
  const { t } = useTranslation('health');
  const format = useFormat();
  const { runs, peak } = sparkLine(history);
  if (peak === null) return <p className={styles.quiet}>{t('node.noHistory')}</p>;
  const text = (ms: number): string => millisecondsText(ms, format.locale);
  const now = latencyMs === null ? '–' : text(latencyMs);
  return (
    <div className={styles.latency}>
      <div className={styles.latencyHead}>
        <span className={styles.label}>{t('node.latency')}</span>
        <span className={styles.now}>{now}</span>
      </div>
      <svg
        className={styles.spark}
        viewBox={`0 -0.06 ${history.length} 1.12`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('node.spark', { now, peak: text(peak), answered: format.percent(answered) })}
      >
        <line x1="0" x2={history.length} y1="1" y2="1" className={styles.base} />
        {runs.map((run) => (
          <path key={run} d={run} className={styles.line} />
        ))}
      </svg>
      <div className={styles.foot} aria-hidden>
        <span>{t('node.hour')}</span>
        <span>{t('node.peak', { ms: text(peak) })}</span>
        <span className={clsx(answered < 1 && styles.gaps)}>
          {t('node.answered', { percent: format.percent(Math.floor(answered * 100) / 100) })}
        </span>
      </div>
    </div>
  );
}

function Space({ node: { freeBytes, totalBytes, usedBytes } }: { node: NodeHealth }) {
  const { t } = useTranslation('health');
  const format = useFormat();
  if (freeBytes === null && usedBytes === null) return null;
  const used = usedBytes === null ? null : format.bytes(usedBytes);
  const free = freeBytes === null ? null : format.bytes(freeBytes);
  const words =
    used !== null && free !== null
      ? t('node.usedOf', { used, free })
      : used !== null
        ? t('node.used', { size: used })
        : t('node.free', { size: free });
  // What others keep on the same disk is not free either.
  const share =
    totalBytes === null || freeBytes === null || totalBytes === 0 ? null : 1 - freeBytes / totalBytes;
  return (
    <div className={styles.space}>
      <div className={styles.latencyHead}>
        <span className={styles.label}>{t('node.space')}</span>
        <span className={styles.spaceText}>{words}</span>
      </div>
      {share !== null && (
        <div className={styles.gauge} aria-hidden>
          <div
            className={clsx(styles.filled, share > 0.9 && styles.nearlyFull)}
            style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }}
          />
        </div>
      )}
    </div>
  );
}

function LastError({ node, profile }: { node: NodeHealth; profile: Profile | null }) {
  const { t } = useTranslation('health');
  const format = useFormat();
  if (node.lastError === null) return null;
  const { title, remedy } = nodeCauseWords(node, node.lastError.cause, profile);
  const down = node.state === 'down';
  return (
    <div className={clsx(styles.error, down && styles.present)} data-selectable>
      <p className={styles.errorWhen}>{t('node.lastError', { when: format.dateTime(node.lastError.at) })}</p>
      <p className={styles.errorTitle}>{title}</p>
      {down && <p className={styles.errorText}>{remedy}</p>}
    </div>
  );
}
