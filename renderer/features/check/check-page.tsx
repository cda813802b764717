import type { CheckStatus } from '@shared/contract/check.ts';
import { ArrowLeft, Download, SearchCheck } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useView } from '../../app/view-store.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { exportFindings, startCheck } from './actions.ts';
import styles from './check-page.module.css';
import { GroupCard } from './group-card.tsx';
import { sortGroups } from './kinds.ts';
import { SummaryCard } from './summary-card.tsx';
import { useCheck } from './use-check.ts';
import { VerifyCard } from './verify-card.tsx';

/** Whether everything in the library is there, and what to do about what is not; in the middle pane. */
export function CheckPage() {
  const { t } = useTranslation('check');
  const showLibrary = useView((state) => state.showLibrary);
  const view = useRef<HTMLElement>(null);
  useEffect(() => view.current?.focus(), []);
  useEffect(() => {
    // Wherever the focus is; what lies above takes its Escape first.
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      showLibrary();
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [showLibrary]);
  const { data, error, refetch } = useCheck();
  return (
    <section ref={view} tabIndex={-1} className={styles.view} aria-label={t('title')}>
      <div className={styles.page}>
        <header className={styles.header}>
          <IconButton icon={ArrowLeft} label={t('back')} shortcut="Esc" onClick={showLibrary} />
          <h1 className={styles.title}>{t('title')}</h1>
          {data !== undefined && <HeaderActions status={data} />}
        </header>
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
      </div>
    </section>
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
