import { FileUp, FolderUp, PanelLeft, PanelRight, Settings, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useUi } from '../../app/ui-store.ts';
import { useView } from '../../app/view-store.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { AccessBadge } from '../connection/profiles/access-badge.tsx';
import { LibrarySwitcher } from '../connection/profiles/library-switcher.tsx';
import { SearchBox } from '../library/index.ts';
import { chooseFiles } from '../uploads/add-to-library.ts';
import styles from './top-bar.module.css';

/** Library and environment, the search box, and what is done from anywhere. */
export function TopBar({ open }: { open: boolean }) {
  const { t } = useTranslation('common');
  const canChange = useCanChange();
  const sidebarOpen = useView((state) => state.sidebarOpen);
  const inspectorOpen = useView((state) => state.inspectorOpen);
  return (
    <div className={styles.bar}>
      <div className={styles.library}>
        <LibrarySwitcher />
      </div>
      <search className={styles.search}>{open ? <SearchBox /> : <Skeleton height={32} radius={8} />}</search>
      <div className={styles.actions}>
        <AccessBadge />
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
        {canChange && (
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
        )}
      </div>
    </div>
  );
}
