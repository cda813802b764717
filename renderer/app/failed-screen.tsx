import { useMutation } from '@tanstack/react-query';
import { Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { client } from './client.ts';
import styles from './failed-screen.module.css';
import { queryClient } from './query-client.ts';
import { queryKeys } from './query-keys.ts';
import { useUi } from './ui-store.ts';

/** The library could not be opened: what happened, what to do, and the way to try again. */
export function FailedScreen({ error }: { error: unknown }) {
  const { t } = useTranslation('common');
  const reopen = useMutation({
    mutationFn: () => client.library.reopen({}),
    onSuccess: (status) => queryClient.setQueryData(queryKeys.libraryStatus(), status),
  });
  const shown = reopen.error ?? error;
  const code = typeof shown === 'object' && shown !== null && 'code' in shown ? String(shown.code) : null;
  return (
    <main className={styles.screen}>
      <ErrorState
        error={shown}
        onRetry={() => reopen.mutate()}
        retrying={reopen.isPending}
        actions={
          <Button variant="ghost" icon={Settings} onClick={() => useUi.getState().show('settings')}>
            {t('topBar.settings')}
          </Button>
        }
      />
      <p className={styles.foot}>
        {t('failed.help')}
        {code !== null && <> · {t('failed.details', { code })}</>}
      </p>
      <SettingsDialog />
    </main>
  );
}
