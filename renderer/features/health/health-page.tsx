import type { Health } from '@shared/contract/health.ts';
import { useMutation } from '@tanstack/react-query';
import clsx from 'clsx';
import { ArrowLeft, CircleCheck, CloudOff, RotateCw, SearchCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { useLibraryStatus } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useProfiles } from '../connection/profiles/use-profiles.ts';
import styles from './health-page.module.css';
import { NodeCard } from './node-card.tsx';
import { LibraryCard, QueuesCard } from './side-cards.tsx';
import { lastChecked } from './summary.ts';
import { useHealth } from './use-health.ts';

/** How every part of the open library is; in the middle pane. */
export function HealthPage() {
  const { t } = useTranslation('health');
  const format = useFormat();
  const showLibrary = useView((state) => state.showLibrary);
  const showCheck = useView((state) => state.showCheck);
  const view = useRef<HTMLElement>(null);
  // Its keys are there at once, and its name is read out.
  useEffect(() => view.current?.focus(), []);
  useEffect(() => {
    // Wherever the focus is: a button that is busy has lost it. What lies above takes its Escape first.
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      showLibrary();
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [showLibrary]);
  const { data, error, refetch } = useHealth();
  const check = useMutation({
    mutationFn: () => client.health.checkNow({}),
    onSuccess: (health) => queryClient.setQueryData(queryKeys.health(), health),
    onError: toastError,
  });
  const checked = data === undefined ? null : lastChecked(data.nodes);
  return (
    <section ref={view} tabIndex={-1} className={styles.view} aria-label={t('title')}>
      <div className={styles.page}>
        <header className={styles.header}>
          <IconButton icon={ArrowLeft} label={t('back')} shortcut="Esc" onClick={showLibrary} />
          <h1 className={styles.title}>{t('title')}</h1>
          {checked !== null && (
            <span className={styles.checked}>{t('checked', { when: format.dateTime(checked) })}</span>
          )}
          <Button icon={SearchCheck} onClick={showCheck}>
            {t('library.check')}
          </Button>
          <Button icon={RotateCw} busy={check.isPending} onClick={() => check.mutate()}>
            {t('checkNow')}
          </Button>
        </header>
        {data !== undefined ? (
          <Dashboard health={data} />
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <div className={styles.nodes} role="status" aria-label={t('loading')}>
            <Skeleton height={232} radius={8} />
            <Skeleton height={232} radius={8} />
            <Skeleton height={232} radius={8} />
          </div>
        )}
      </div>
    </section>
  );
}

const icons = { ok: CircleCheck, degraded: TriangleAlert, offline: CloudOff };

function Dashboard({ health }: { health: Health }) {
  const { t } = useTranslation('health');
  const { status } = useLibraryStatus();
  const { data: known } = useProfiles();
  const servers = status?.state === 'open' && status.kind === 'servers';
  const profile = known?.profiles.find(({ id }) => id === known.current) ?? null;
  const { state } = health;
  return (
    <>
      <div className={clsx(styles.summary, styles[state])} role="status">
        <Icon icon={icons[state]} size={20} />
        <div>
          <h2 className={styles.summaryTitle}>{t(`all.${state}`)}</h2>
          <p className={styles.summaryText}>{t(`all.${state}Text`)}</p>
        </div>
      </div>
      <div className={styles.nodes}>
        {health.nodes.map((node) => (
          <NodeCard key={node.part} node={node} servers={servers} profile={profile} />
        ))}
      </div>
      <div className={styles.side}>
        <QueuesCard queues={health.queues} />
        <LibraryCard health={health} />
      </div>
    </>
  );
}
