import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useUi } from '../../app/ui-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { toast } from '../../components/toast-store.ts';
import styles from './status-bar.module.css';

/** The newest ones are enough to see what is wrong. */
const limit = 200;

/** Background jobs that were given up, with their reason and the way to start them again. */
export function FailuresDialog() {
  const { t } = useTranslation('common');
  const open = useUi((state) => state.dialog === 'failures');
  const hide = useUi((state) => state.hide);
  const canChange = useCanChange();
  const retry = useMutation({
    mutationFn: () => client.jobs.retryFailures({}),
    onSuccess: ({ queued }) => {
      toast.success(t('failures.retried', { count: queued }));
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs() });
      hide();
    },
    onError: toastError,
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && hide()}
      title={t('failures.title')}
      description={t('failures.description')}
      size="m"
      flush
      {...(canChange && {
        footer: (
          <Button variant="primary" busy={retry.isPending} onClick={() => retry.mutate()}>
            {t('failures.retryAll')}
          </Button>
        ),
      })}
    >
      <FailureList />
    </Dialog>
  );
}

function FailureList() {
  const { t } = useTranslation('common');
  const format = useFormat();
  const errorText = useErrorText();
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.jobFailures(),
    queryFn: () => client.jobs.failures({ limit }),
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
  if (data?.failures.length === 0)
    return <EmptyState icon={CircleCheck} title={t('failures.empty')} compact />;
  return (
    <ul>
      {data?.failures.map(({ id, kind, assetName, code, failedAt }) => {
        const { title, remedy } = errorText({ code });
        return (
          <li key={id} className={styles.job}>
            <span className={styles.jobName}>{assetName ?? t(`failures.kind.${kind}`)}</span>
            <span className={styles.jobKind}>
              {t(`failures.kind.${kind}`)} · {format.dateTime(failedAt)}
            </span>
            <span className={styles.jobNote}>
              {title} {remedy}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
