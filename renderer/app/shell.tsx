import clsx from 'clsx';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectPage } from '../features/connection/connect-store.ts';
import { OfflineNotice } from '../features/health/offline-notice.tsx';
import { Inspector } from '../features/inspector/index.ts';
import { PaletteDialogs } from '../features/palette/palette-dialogs.tsx';
import { RelocationDialog } from '../features/relocation/relocation-dialog.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { Sidebar } from '../features/sidebar/sidebar.tsx';
import { StatusBar } from '../features/status-bar/status-bar.tsx';
import { TopBar } from '../features/top-bar/top-bar.tsx';
import { DropZone } from '../features/uploads/drop-zone.tsx';
import { FolderChoiceDialog } from '../features/uploads/folder-choice-dialog.tsx';
import { UploadTray } from '../features/uploads/tray.tsx';
import { readUploads } from '../features/uploads/upload-sync.ts';
import { usePaste } from '../features/uploads/use-paste.ts';
import { toastError } from './edit.ts';
import { Main } from './main-pane.tsx';
import styles from './shell.module.css';
import { InfoSkeleton, OpeningMain } from './shell-skeleton.tsx';
import { useLibraryStatus } from './use-library.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useView } from './view-store.ts';

/** The window: three panes between two bars. Until the library is open every pane shows its shape. */
export function Shell({ open }: { open: boolean }) {
  const { t } = useTranslation('common');
  const sidebarOpen = useView((state) => state.sidebarOpen);
  const inspectorOpen = useView((state) => state.inspectorOpen);
  const { status } = useLibraryStatus();
  const covered = useConnectPage((state) => state.start !== null);
  // A library that can only be read says so when files are put into it.
  const takesFiles = status?.state === 'open' && !covered;
  // What is dropped while it opens waits for it.
  const takesDrops = takesFiles || (status?.state === 'opening' && !covered);
  useShortcuts();
  usePaste(takesFiles);
  useEffect(() => {
    if (open) void readUploads().catch(toastError);
  }, [open]);
  return (
    <DropZone
      enabled={takesDrops}
      className={clsx(styles.shell, !sidebarOpen && styles.noSidebar, !inspectorOpen && styles.noInspector)}
    >
      <header className={styles.top}>
        <TopBar open={open} />
      </header>
      <nav className={clsx(styles.side, !sidebarOpen && styles.hidden)} aria-label={t('region.sidebar')}>
        <Sidebar />
      </nav>
      <main className={styles.main} aria-label={t('region.main')}>
        {open ? <Main /> : <OpeningMain />}
        {open && <OfflineNotice />}
      </main>
      <aside
        className={clsx(styles.info, !inspectorOpen && styles.hidden)}
        aria-label={t('region.inspector')}
      >
        {open ? <Inspector /> : <InfoSkeleton />}
      </aside>
      <footer className={styles.status}>
        <StatusBar />
      </footer>
      {open && <UploadTray />}
      <FolderChoiceDialog />
      <SettingsDialog />
      <RelocationDialog />
      <PaletteDialogs open={open} />
    </DropZone>
  );
}
