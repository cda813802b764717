import type { AssetQuery } from '@shared/domain/query.ts';
import { FolderOpen, SearchX, Tag, Trash2, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../../app/access.ts';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { formatShortcut } from '../../../app/shortcut.ts';
import { useCatalog } from '../../../app/use-library.ts';
import { useView } from '../../../app/view-store.ts';
import { Button, EmptyState, toast } from '../../../components/index.ts';
import { chooseFiles } from '../../uploads/add-to-library.ts';
import { filterCount } from '../filters/values.ts';
import { DropIllustration } from './drop-illustration.tsx';
import styles from './empty-library.module.css';

/** Why the grid is empty, and what to do about it. */
export function EmptyLibrary({ query }: { query: AssetQuery }) {
  return (
    <div className={styles.middle}>
      {query.text !== '' || filterCount(query.filters) > 0 ? (
        <NoResults query={query} />
      ) : (
        <EmptyScope scope={query.scope} />
      )}
    </div>
  );
}

function NoResults({ query }: { query: AssetQuery }) {
  const { t } = useTranslation('library');
  const filters = filterCount(query.filters);
  const { setText, setFilters, setScope } = useView.getState();
  const text =
    query.text === ''
      ? t('empty.noneFiltered', { count: filters })
      : filters === 0
        ? t('empty.noneFound', { text: query.text })
        : t('empty.noneFoundFiltered', { text: query.text, count: filters });
  return (
    <EmptyState
      icon={SearchX}
      title={t('empty.noResults')}
      text={text}
      actions={
        <>
          {filters > 0 && <Button onClick={() => setFilters({})}>{t('empty.clearFilters')}</Button>}
          {query.text !== '' && <Button onClick={() => setText('')}>{t('empty.clearText')}</Button>}
          {query.text !== '' && query.scope.kind !== 'all' && (
            <Button
              onClick={() => {
                setScope({ kind: 'all' });
                setText(query.text);
              }}
            >
              {t('empty.searchEverywhere')}
            </Button>
          )}
        </>
      }
    />
  );
}

function EmptyScope({ scope }: { scope: AssetQuery['scope'] }) {
  const { t } = useTranslation('library');
  const canChange = useCanChange();
  const { data: catalog } = useCatalog();
  if (scope.kind === 'trash') {
    return <EmptyState icon={Trash2} title={t('empty.trash')} text={t('empty.trashText')} />;
  }
  if (scope.kind === 'untagged' && (catalog?.counts.all ?? 0) > 0) {
    return <EmptyState icon={Tag} title={t('empty.untagged')} text={t('empty.untaggedText')} />;
  }
  const upload = (
    <Button variant="primary" icon={Upload} onClick={() => void chooseFiles('files')}>
      {t('empty.upload')}
    </Button>
  );
  if (catalog !== undefined && catalog.counts.all > 0) {
    const title =
      scope.kind === 'brand' ? 'empty.brand' : scope.kind === 'project' ? 'empty.project' : 'empty.recent';
    if (!canChange) return <EmptyState icon={FolderOpen} title={t(title)} />;
    return <EmptyState icon={FolderOpen} title={t(title)} text={t('empty.dropHere')} actions={upload} />;
  }
  if (!canChange) {
    return <EmptyState icon={FolderOpen} title={t('empty.nothingYet')} text={t('empty.nothingYetText')} />;
  }
  return (
    <EmptyState
      illustration={<DropIllustration />}
      title={t('empty.library')}
      text={t('empty.libraryText', { paste: formatShortcut('Mod+V') })}
      actions={
        <>
          {upload}
          <SampleButton />
        </>
      }
    />
  );
}

function SampleButton() {
  const { t } = useTranslation('library');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    try {
      const { files } = await client.library.addSample({});
      toast.info(t('empty.sampleAdded', { count: files }));
    } catch (error) {
      toastError(error);
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} onClick={() => void add()}>
      {t('empty.sample')}
    </Button>
  );
}
