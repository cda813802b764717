import type { CheckStatus } from '@shared/contract/check.ts';
import { Download, SearchCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useView } from '../../app/view-store.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { PanePage } from '../../components/pane-page.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { exportFindings, startCheck } from './actions.ts';
import { GroupCard } from './group-card.tsx';
import { sortGroups } from './kinds.ts';
import { SummaryCard } from './summary-card.tsx';
import { useCheck } from './use-check.ts';
import { VerifyCard } from './verify-card.tsx';

/** Whether everything in the library is there, and what to do about what is not; in the middle pane. */
export function CheckPage() {
  const { t } = useTranslation('check');
  const showLibrary = useView((state) => state.showLibrary);
  const { data, error, refetch } = useCheck();
  return (
    <PanePage
      title={t('title')}
      onBack={showLibrary}
      actions={data !== undefined && <HeaderActions status={data} />}
    >
      {data !== undefined ? (
        <>
          <SummaryCard status={data} />
          {sortGroups(data.groups).map((group) => (
            <GroupCard key={group.kind} group={group} status={data} />
          ))}
          <VerifyCard status={data} />
        </>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={t('loading')}>
          <Skeleton height={88} radius={8} />
        </div>
      )}
    </PanePage>
  );
}

function HeaderActions({ status }: { status: CheckStatus }) {
  const { t } = useTranslation('check');
  const canChange = useCanChange();
  return (
    <>
      {status.groups.length > 0 && (
        <Menu
          align="end"
          trigger={<Button icon={Download}>{t('export')}</Button>}
          items={[
            { label: t('exportCsv'), onSelect: () => void exportFindings('csv') },
            { label: t('exportJson'), onSelect: () => void exportFindings('json') },
          ]}
        />
      )}
      {canChange && (
        <Button
          variant="primary"
          icon={SearchCheck}
          disabled={status.running !== null}
          onClick={() => void startCheck(false)}
        >
          {t('start')}
        </Button>
      )}
    </>
  );
}
