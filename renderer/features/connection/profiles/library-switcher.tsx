import type { CallOutput } from '@shared/contract/index.ts';
import type { Profile } from '@shared/domain/servers.ts';
import clsx from 'clsx';
import { Command } from 'cmdk';
import {
  Check,
  ChevronsUpDown,
  FolderSync,
  HardDrive,
  type LucideIcon,
  Plug,
  Server,
  Settings2,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../../../app/ui-store.ts';
import { useLibraryStatus } from '../../../app/use-library.ts';
import { Icon } from '../../../components/icon.tsx';
import { Popover } from '../../../components/popover.tsx';
import { Spinner } from '../../../components/spinner.tsx';
import { showRelocation } from '../../relocation/relocation-store.ts';
import { Mark } from '../../top-bar/mark.tsx';
import { useCreation } from '../../welcome/creation-store.ts';
import { addressText } from '../check/words.ts';
import { useConnectPage } from '../connect-store.ts';
import { EnvironmentBadge } from './environment-badge.tsx';
import styles from './library-switcher.module.css';
import { openLibrary } from './open-library.ts';
import { useProfiles } from './use-profiles.ts';

/** Fewer are found by eye. */
const searchFrom = 7;

/** Which library is open, and the way to every other one. */
export function LibrarySwitcher() {
  const { t } = useTranslation('connection');
  const { status } = useLibraryStatus();
  const open = useUi((state) => state.dialog === 'libraries');
  const name =
    status?.state === 'open'
      ? status.kind === 'local'
        ? t('switcher.local')
        : status.name
      : status?.state === 'opening'
        ? (status.name ?? t('switcher.local'))
        : t('switcher.local');
  const environment = status?.state === 'open' ? status.environment : null;
  // Asked for with the bar, so that the panel opens complete.
  const { data: profiles } = useProfiles();
  return (
    <Popover
      flush
      label={t('switcher.label')}
      className={styles.panel}
      open={open}
      onOpenChange={(next) => (next ? useUi.getState().show('libraries') : useUi.getState().hide())}
      trigger={
        <button
          type="button"
          className={styles.trigger}
          aria-label={t('switcher.current', {
            name,
            environment: environment === null ? t('switcher.opening') : t(`environment.${environment}`),
          })}
        >
          <Mark className={styles.mark} />
          <span className={styles.name}>{name}</span>
          {environment === null ? <Spinner size={12} /> : <EnvironmentBadge environment={environment} />}
          <Icon icon={ChevronsUpDown} size={14} className={styles.chevron} />
        </button>
      }
    >
      {profiles && <Libraries known={profiles} />}
    </Popover>
  );
}

function Libraries({ known }: { known: CallOutput<'connection.profiles'> }) {
  const { t } = useTranslation(['connection', 'relocation']);
  const hide = useUi((state) => state.hide);
  const { profiles, current, localExists } = known;
  const many = profiles.length + 1 >= searchFrom;
  // What is open is where the arrows begin.
  const [selected, setSelected] = useState<string>(current ?? '');
  const run = (action: () => void): void => {
    hide();
    // After the panel gave the focus back, so that what opens next keeps it.
    setTimeout(action, 0);
  };
  return (
    <Command
      className={styles.command}
      label={t('switcher.label')}
      loop
      value={selected}
      onValueChange={setSelected}
    >
      {/* Always there, so that arrows and typing work; seen only where there are many. */}
      <Command.Input
        className={clsx(styles.input, !many && styles.unseen)}
        placeholder={t('switcher.search')}
        aria-label={t('switcher.search')}
      />
      <Command.List className={styles.list} label={t('switcher.list')}>
        <Command.Empty className={styles.empty}>{t('switcher.none')}</Command.Empty>
        <Command.Group>
          {localExists && (
            <LibraryItem
              value="local"
              icon={HardDrive}
              name={t('switcher.local')}
              note={t('switcher.localText')}
              current={current === 'local'}
              onSelect={() => run(() => void openLibrary('local'))}
            />
          )}
          {profiles.map((profile) => (
            <LibraryItem
              key={profile.id}
              value={profile.id}
              icon={Server}
              name={profile.name}
              note={hostOf(profile)}
              badge={<EnvironmentBadge environment={profile.environment} />}
              current={current === profile.id}
              onSelect={() => run(() => void openLibrary(profile.id))}
            />
          ))}
        </Command.Group>
        <Command.Separator className={styles.separator} alwaysRender />
        <Command.Group>
          {!localExists && (
            <ActionItem
              icon={HardDrive}
              name={t('switcher.createLocal')}
              onSelect={() => run(() => void useCreation.getState().create('empty'))}
            />
          )}
          <ActionItem
            icon={Plug}
            name={t('switcher.connect')}
            onSelect={() => run(() => useConnectPage.getState().show({ kind: 'new' }))}
          />
          {profiles.length > 0 && (
            <ActionItem
              icon={FolderSync}
              name={t('relocation:open')}
              onSelect={() => run(() => showRelocation())}
            />
          )}
          <ActionItem
            icon={Settings2}
            name={t('switcher.manage')}
            onSelect={() => run(() => useUi.getState().show('connections'))}
          />
        </Command.Group>
      </Command.List>
    </Command>
  );
}

/** Where a profile's database is; told apart by it where names are alike. */
export function hostOf({ database }: Profile): string {
  return `${addressText(database)}/${database.database}`;
}

function LibraryItem({
  value,
  icon,
  name,
  note,
  badge,
  current,
  onSelect,
}: {
  value: string;
  icon: LucideIcon;
  name: string;
  note: string;
  badge?: ReactNode;
  current: boolean;
  onSelect: () => void;
}) {
  return (
    <Command.Item
      className={styles.item}
      value={value}
      keywords={[name, note]}
      onSelect={onSelect}
      {...(current && { 'aria-current': 'true' as const })}
    >
      <Icon icon={icon} />
      <span className={styles.words}>
        <span className={styles.itemName}>{name}</span>
        <span className={styles.note}>{note}</span>
      </span>
      {badge}
      <span className={styles.check}>{current && <Icon icon={Check} />}</span>
    </Command.Item>
  );
}

function ActionItem({ icon, name, onSelect }: { icon: LucideIcon; name: string; onSelect: () => void }) {
  return (
    <Command.Item className={clsx(styles.item, styles.action)} value={name} onSelect={onSelect}>
      <Icon icon={icon} />
      <span className={styles.itemName}>{name}</span>
    </Command.Item>
  );
}
