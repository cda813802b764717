import { FolderInput } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLibraryStatus } from '../../app/use-library.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FolderFiles } from './folder-files.tsx';
import { AddFolder, EditFolder } from './folder-form.tsx';
import { FolderList } from './folder-list.tsx';
import { useWatchPage } from './watch-store.ts';

/** Folders of this computer whose new files go into the library; a section of the settings. */
export function WatchPanel() {
  const { t } = useTranslation('watch');
  const { status } = useLibraryStatus();
  const page = useWatchPage((state) => state.page);
  // Opened again, the settings begin with the list.
  useEffect(() => () => useWatchPage.getState().go({ kind: 'list' }), []);
  if (status?.state !== 'open') {
    return <EmptyState icon={FolderInput} title={t('empty.title')} text={t('empty.noLibrary')} />;
  }
  switch (page.kind) {
    case 'list':
      return <FolderList />;
    case 'add':
      return <AddFolder key={page.choice.id} choice={page.choice} target={page.target} />;
    case 'edit':
      return <EditFolder key={page.id} id={page.id} />;
    case 'files':
      return <FolderFiles key={page.id} id={page.id} />;
  }
}
