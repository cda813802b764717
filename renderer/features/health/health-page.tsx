import type { Health } from '@shared/contract/health.ts';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CloudOff, RotateCw, SearchCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { useLibraryStatus } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PanePage } from '../../components/pane-page.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusBanner } from '../../components/status-banner.tsx';
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
  const { data, error, refetch } = useHealth();
  const check = useMutation({
    mutationFn: () => client.health.checkNow({}),
    onSuccess: (health) => queryClient.setQueryData(queryKeys.health(), health),
    onError: toastError,
  });
  const checked = data === undefined ? null : lastChecked(data.nodes);
  const actions = (
    <>
      {checked !== null && (
        <span className={styles.checked}>{t('checked', { when: format.dateTime(checked) })}</span>
      )}
      <Button icon={SearchCheck} onClick={showCheck}>
        {t('library.check')}
      </Button>
      <Button icon={RotateCw} busy={check.isPending} onClick={() => check.mutate()}>
        {t('checkNow')}
      </Button>
    </>
  );
  return (
    <PanePage title={t('title')} onBack={showLibrary} actions={actions}>
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
    </PanePage>
  );
}

const icons = { ok: CircleCheck, degraded: TriangleAlert, offline: CloudOff };
const tones = { ok: 'good', degraded: 'warn', offline: 'bad' } as const;

function Dashboard({ health }: { health: Health }) {
  const { t } = useTranslation('health');
  const { status } = useLibraryStatus();
  const { data: known } = useProfiles();
  const servers = status?.state === 'open' && status.kind === 'servers';
  const profile = known?.profiles.find(({ id }) => id === known.current) ?? null;
  const { state } = health;
  return (
    <>
      <StatusBanner role="status" icon={icons[state]} tone={tones[state]} title={t(`all.${state}`)}>
        <p className={styles.summaryText}>{t(`all.${state}Text`)}</p>
      </StatusBanner>
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
