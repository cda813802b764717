import { FolderInput, FolderPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { ListPanel, ListPanelWaiting } from '../../components/list-panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { FolderRow } from './folder-row.tsx';
import { useWatchFolders } from './use-watch.ts';
import { startWatching } from './watch-store.ts';

/** Every watched folder, how it is, and what can be done with it. */
export function FolderList() {
  const { t } = useTranslation('watch');
  const canChange = useCanChange();
  const { data, error, refetch } = useWatchFolders();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
  if (!data) {
    return (
      <ListPanelWaiting>
        <Skeleton height={64} />
      </ListPanelWaiting>
    );
  }
  const add = canChange && (
    <Button icon={FolderPlus} onClick={() => startWatching({ brandId: null, projectId: null })}>
      {t('add')}
    </Button>
  );
  if (data.folders.length === 0) {
    const text = t(canChange ? 'empty.text' : 'empty.readOnly');
    return <EmptyState icon={FolderInput} title={t('empty.title')} text={text} actions={add} />;
  }
  return (
    <ListPanel intro={t('intro')} actions={add}>
      {data.folders.map((folder) => (
        <FolderRow key={folder.id} folder={folder} />
      ))}
    </ListPanel>
  );
}
