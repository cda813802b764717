import type { LibraryStatus } from '@shared/contract/library.ts';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, HardDrive, Pencil, Plug, Server, Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Menu } from '../components/menu.tsx';
import type { MenuEntry } from '../components/menu-items.tsx';
import { useConnectPage } from '../features/connection/connect-store.ts';
import { openLibrary } from '../features/connection/profiles/open-library.ts';
import { useProfiles } from '../features/connection/profiles/use-profiles.ts';
import { ServerErrorState } from '../features/connection/server-error.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { useCreation } from '../features/welcome/creation-store.ts';
import { client } from './client.ts';
import styles from './failed-screen.module.css';
import { queryClient } from './query-client.ts';
import { queryKeys } from './query-keys.ts';
import { useUi } from './ui-store.ts';

/** The library could not be opened: what happened, what to do, and the ways on: again, change it, or another one. */
export function FailedScreen({
  error,
  profileId = null,
}: {
  error: unknown;
  /** Null: the library on this computer. */
  profileId?: Extract<LibraryStatus, { state: 'failed' }>['profileId'];
}) {
  const { t } = useTranslation(['common', 'connection']);
  const { data } = useProfiles();
  const profile = data?.profiles.find(({ id }) => id === profileId);
  const reopen = useMutation({
    mutationFn: () => client.library.reopen({}),
    onSuccess: (status) => queryClient.setQueryData(queryKeys.libraryStatus(), status),
  });
  const shown = reopen.error ?? error;
  const code = typeof shown === 'object' && shown !== null && 'code' in shown ? String(shown.code) : null;
  const shared = { error: shown, onRetry: () => reopen.mutate(), retrying: reopen.isPending };
  const actions = (
    <>
      {profile && (
        <Button
          icon={Pencil}
          onClick={() => useConnectPage.getState().show({ kind: 'edit', profile })}
          variant={code === 'offline' ? 'secondary' : 'primary'}
        >
          {t('connection:failed.edit')}
        </Button>
      )}
      {(profile !== undefined || (data?.profiles.length ?? 0) > 0) && (
        <OtherLibraries current={profileId ?? 'local'} />
      )}
      <Button variant="ghost" icon={Settings} onClick={() => useUi.getState().show('settings')}>
        {t('topBar.settings')}
      </Button>
    </>
  );
  return (
    <main className={styles.screen}>
      {profile === undefined ? (
        <ErrorState {...shared} actions={actions} />
      ) : (
        <ServerErrorState
          {...shared}
          addresses={profile}
          retryFirst={code === 'offline'}
          title={t('connection:failed.title', { name: profile.name })}
          actions={actions}
        />
      )}
      <p className={styles.foot}>
        {t(profile === undefined ? 'failed.help' : 'connection:failed.help')}
        {code !== null && <> · {t('failed.details', { code })}</>}
      </p>
      <SettingsDialog />
    </main>
  );
}

function OtherLibraries({ current }: { current: string }) {
  const { t } = useTranslation('connection');
  const { data } = useProfiles();
  const local: MenuEntry[] =
    data?.localExists === false
      ? [
          {
            label: t('switcher.createLocal'),
            icon: HardDrive,
            onSelect: () => void useCreation.getState().create('empty'),
          },
        ]
      : current === 'local'
        ? []
        : [
            {
              label: t('switcher.local'),
              icon: HardDrive,
              hint: t('switcher.localText'),
              onSelect: () => void openLibrary('local'),
            },
          ];
  const others = (data?.profiles ?? [])
    .filter(({ id }) => id !== current)
    .map((profile) => ({
      label: profile.name,
      icon: Server,
      hint: t(`environment.${profile.environment}`),
      onSelect: () => void openLibrary(profile.id),
    }));
  return (
    <Menu
      trigger={
        <Button>
          {t('failed.other')}
          <ChevronDown size={14} strokeWidth={1.6} aria-hidden />
        </Button>
      }
      items={[
        ...local,
        ...others,
        'separator',
        {
          label: t('switcher.connect'),
          icon: Plug,
          onSelect: () => useConnectPage.getState().show({ kind: 'new' }),
        },
      ]}
    />
  );
}
