import type { Profile } from '@shared/domain/servers.ts';
import { useMutation } from '@tanstack/react-query';
import {
  Copy,
  Ellipsis,
  FileDown,
  FileInput,
  HardDriveDownload,
  KeyRound,
  Pencil,
  Plug,
  Server,
  ServerCog,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { useUi } from '../../../app/ui-store.ts';
import { useFormat } from '../../../app/use-format.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { confirm } from '../../../components/confirm-dialog.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Icon } from '../../../components/icon.tsx';
import { ListPanel, ListPanelWaiting } from '../../../components/list-panel.tsx';
import { Menu } from '../../../components/menu.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toast-store.ts';
import { showRelocation } from '../../relocation/relocation-store.ts';
import { type ConnectStart, useConnectPage } from '../connect-store.ts';
import styles from './connections-panel.module.css';
import { EnvironmentBadge } from './environment-badge.tsx';
import { hostOf } from './library-switcher.tsx';
import { openLibrary } from './open-library.ts';
import { useProfiles } from './use-profiles.ts';

/** Leaves the settings for another place; after they gave the focus back. */
function leaveFor(action: () => void): void {
  useUi.getState().hide();
  setTimeout(action, 0);
}
const connect = (start: ConnectStart): void => leaveFor(() => useConnectPage.getState().show(start));

/** Every connection and what can be done with it; a section of the settings. */
export function ConnectionsPanel() {
  const { t } = useTranslation('connection');
  const { data, error, refetch } = useProfiles();
  const importing = useMutation({
    mutationFn: () => client.connection.importProfile({}),
    onSuccess: ({ draft }) => {
      if (draft === null) return;
      const { secrets: _none, ...open } = draft;
      connect({ kind: 'import', draft: open });
    },
    onError: toastError,
  });
  const actions = (
    <>
      <Button icon={FileInput} busy={importing.isPending} onClick={() => importing.mutate()}>
        {t('profiles.import')}
      </Button>
      <Button icon={Plug} onClick={() => connect({ kind: 'new' })}>
        {t('profiles.add')}
      </Button>
    </>
  );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
  if (!data) {
    return (
      <ListPanelWaiting>
        <Skeleton height={52} />
        <Skeleton height={52} />
      </ListPanelWaiting>
    );
  }
  if (data.profiles.length === 0) {
    return (
      <EmptyState
        icon={Server}
        title={t('profiles.empty')}
        text={t('profiles.emptyText')}
        actions={actions}
      />
    );
  }
  const keeping = (
    <p className={styles.keeping}>
      <Icon icon={KeyRound} size={14} />
      {t(data.secrets === 'encrypted' ? 'profiles.secretsEncrypted' : 'profiles.secretsSession')}
    </p>
  );
  return (
    <ListPanel intro={t('profiles.intro')} actions={actions} footer={keeping}>
      {data.profiles.map((profile) => (
        <ProfileRow
          key={profile.id}
          profile={profile}
          current={data.current === profile.id}
          localExists={data.localExists}
        />
      ))}
    </ListPanel>
  );
}

function ProfileRow({
  profile,
  current,
  localExists,
}: {
  profile: Profile;
  current: boolean;
  localExists: boolean;
}) {
  const { t } = useTranslation(['connection', 'relocation']);
  const format = useFormat();
  const { id, name, environment, lastOpenedAt, stored } = profile;
  const opened =
    lastOpenedAt === null
      ? t('profiles.neverOpened')
      : t('profiles.lastOpened', { when: format.dateTime(lastOpenedAt) });

  const exportProfile = async (): Promise<void> => {
    try {
      const { saved } = await client.connection.exportProfile({ id });
      if (saved) toast.success(t('profiles.exported'));
    } catch (error) {
      toastError(error);
    }
  };
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('profiles.confirmRemove', { name }),
      description: t('profiles.confirmRemoveText'),
      confirmLabel: t('profiles.confirmRemoveButton'),
      danger: true,
    });
    if (!yes) return;
    try {
      await client.connection.remove({ id });
      toast.success(t('profiles.removed', { name }));
    } catch (error) {
      toastError(error);
    }
  };

  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>
          <span className={styles.nameText}>{name}</span>
          <EnvironmentBadge environment={environment} />
        </p>
        <p className={styles.dim}>{hostOf(profile)}</p>
        <p className={styles.dim}>{stored.secretKey ? opened : t('profiles.secretMissing')}</p>
      </div>
      {current ? (
        <span className={styles.current}>{t('profiles.isOpen')}</span>
      ) : (
        <Button size="s" onClick={() => leaveFor(() => void openLibrary(id))}>
          {t('profiles.open')}
        </Button>
      )}
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} size="s" label={t('profiles.actions', { name })} />}
        items={[
          { label: t('profiles.edit'), icon: Pencil, onSelect: () => connect({ kind: 'edit', profile }) },
          {
            label: t('profiles.duplicate'),
            icon: Copy,
            onSelect: () => connect({ kind: 'copy', profile, name: t('profiles.copyName', { name }) }),
          },
          { label: t('profiles.export'), icon: FileDown, onSelect: () => void exportProfile() },
          'separator',
          {
            label: t('relocation:toServers'),
            icon: ServerCog,
            disabled: !localExists,
            onSelect: () => leaveFor(() => showRelocation({ from: 'local', to: id })),
          },
          {
            label: t('relocation:toComputer'),
            icon: HardDriveDownload,
            onSelect: () => leaveFor(() => showRelocation({ from: id, to: 'local' })),
          },
          'separator',
          {
            label: t('profiles.remove'),
            icon: Trash2,
            danger: true,
            disabled: current,
            onSelect: () => void remove(),
          },
        ]}
      />
    </li>
  );
}
