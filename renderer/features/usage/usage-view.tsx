import { client } from '@renderer/app/client.ts';
import { queryKeys } from '@renderer/app/query-keys.ts';
import { useView } from '@renderer/app/view-store.ts';
import { Button, EmptyState, ErrorState, PanePage, Skeleton } from '@renderer/components/index.ts';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { useQuery } from '@tanstack/react-query';
import { ChartPie, SearchCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Biggest } from './biggest.tsx';
import { ByType } from './by-type.tsx';
import { Growth } from './growth.tsx';
import { Overview } from './overview.tsx';
import { Projects } from './projects.tsx';
import styles from './usage-view.module.css';

/** What the library stores and what it is made of; in the middle pane. */
export function UsageView() {
  const { t } = useTranslation('usage');
  const showCheck = useView((state) => state.showCheck);
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.usage(),
    queryFn: () => client.usage.summary({}),
  });
  const actions = (
    <Button icon={SearchCheck} onClick={showCheck}>
      {t('check')}
    </Button>
  );
  return (
    <PanePage title={t('title')} actions={actions}>
      {data !== undefined ? (
        <Dashboard usage={data} />
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting label={t('loading')} />
      )}
    </PanePage>
  );
}

function Dashboard({ usage }: { usage: UsageSummary }) {
  const { t } = useTranslation('usage');
  const setScope = useView((state) => state.setScope);
  const nothing = usage.assets === 0 && usage.trash.assets === 0;
  if (nothing) {
    return (
      <EmptyState
        icon={ChartPie}
        title={t('empty.title')}
        text={t('empty.text')}
        actions={<Button onClick={() => setScope({ kind: 'all' })}>{t('empty.action')}</Button>}
      />
    );
  }
  return (
    <>
      <Overview usage={usage} />
      <div className={styles.pair}>
        <Growth byDay={usage.byDay} />
        <ByType byType={usage.byType} />
      </div>
      <Projects usage={usage} />
      <Biggest usage={usage} />
    </>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <div className={styles.waiting} role="status" aria-label={label}>
      <Skeleton width="100%" height={168} radius={8} />
      <div className={styles.pair}>
        <Skeleton width="100%" height={300} radius={8} />
        <Skeleton width="100%" height={300} radius={8} />
      </div>
      <Skeleton width="100%" height={340} radius={8} />
    </div>
  );
}
