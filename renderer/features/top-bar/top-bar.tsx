import clsx from 'clsx';
import { FileUp, FolderUp, PanelLeft, PanelRight, Settings, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../../app/ui-store.ts';
import { useLibraryStatus } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { SearchBox } from '../library/index.ts';
import { chooseFiles } from '../uploads/add-to-library.ts';
import { Mark } from './mark.tsx';
import styles from './top-bar.module.css';

/** Library and environment, the search box, and what is done from anywhere. */
export function TopBar({ open }: { open: boolean }) {
  const { t } = useTranslation('common');
  const { status } = useLibraryStatus();
  const sidebarOpen = useView((state) => state.sidebarOpen);
  const inspectorOpen = useView((state) => state.inspectorOpen);
  return (
    <div className={styles.bar}>
      <div className={styles.library}>
        <Mark className={styles.mark} />
        {status?.state === 'open' ? (
          <>
            <span className={styles.name}>{status.kind === 'local' ? t('topBar.library') : status.name}</span>
            <span className={clsx(styles.badge, status.environment === 'prod' && styles.prod)}>
              {t(`topBar.environment.${status.environment}`)}
            </span>
          </>
        ) : (
          <Skeleton width={96} />
        )}
      </div>
      <search className={styles.search}>{open ? <SearchBox /> : <Skeleton height={32} radius={8} />}</search>
      <div className={styles.actions}>
        <IconButton
          icon={PanelLeft}
          label={t('topBar.toggleSidebar')}
          shortcut="Mod+B"
          aria-expanded={sidebarOpen}
          onClick={() => useView.getState().toggleSidebar()}
        />
        <IconButton
          icon={PanelRight}
          label={t('topBar.toggleInspector')}
          shortcut="Mod+I"
          aria-expanded={inspectorOpen}
          onClick={() => useView.getState().toggleInspector()}
        />
        <IconButton
          icon={Settings}
          label={t('topBar.settings')}
          shortcut="Mod+,"
          onClick={() => useUi.getState().show('settings')}
        />
        <Menu
          align="end"
          trigger={
            <Button variant="primary" icon={Upload} disabled={!open}>
              {t('topBar.upload')}
            </Button>
          }
          items={[
            {
              label: t('topBar.uploadFiles'),
              icon: FileUp,
              shortcut: 'Mod+U',
              onSelect: () => void chooseFiles('files'),
            },
            {
              label: t('topBar.uploadFolder'),
              icon: FolderUp,
              shortcut: 'Mod+Shift+U',
              onSelect: () => void chooseFiles('folder'),
            },
          ]}
        />
      </div>
    </div>
  );
}
