import { type AssetId, assetIdSchema } from '@shared/domain/ids.ts';
import clsx from 'clsx';
import { Upload } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { type DropEvent, useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useCatalog } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Icon } from '../../components/icon.tsx';
import { versionActions } from '../versions/version-actions.ts';
import { addToLibrary } from './add-to-library.ts';
import { countFolders, dropTargetAt } from './drag-files.ts';
import { useDrop, useFolderChoice } from './drop-store.ts';
import styles from './drop-zone.module.css';
import { type DropTarget, targetName, targetOfScope } from './upload-target.ts';
import { useDragsFromInside, useFilesOverWindow } from './use-files-over.ts';
import { whenOpen } from './when-open.ts';

export interface DropZoneProps {
  enabled: boolean;
  className?: string | undefined;
  children: ReactNode;
}

interface Dropped {
  folders: number;
  /** Alt turns the remembered choice about folders around. */
  alt: boolean;
  /** The brand or project of the sidebar that they were dropped on. */
  over: DropTarget | null;
  /** The asset that they were dropped on with Alt: a file is its new version. */
  replaces: AssetId | null;
}

/** The whole window takes files; over the sidebar they go to the brand or project under the pointer. */
export function DropZone({ enabled, className, children }: DropZoneProps) {
  const inside = useDragsFromInside();
  // Read while the drop is handled: afterwards the browser no longer tells which items are folders.
  const dropped = useRef<Dropped>({ folders: 0, alt: false, over: null, replaces: null });

  const filesOf = async (event: DropEvent | FileSystemFileHandle[]): Promise<File[]> => {
    if (Array.isArray(event) || !('dataTransfer' in event) || !event.dataTransfer) return [];
    if (event.type === 'drop') {
      const folders = countFolders(event.dataTransfer.items);
      const { altKey: alt, target } = event;
      const replaces = alt && folders === 0 ? assetAt(target) : null;
      dropped.current = { folders, alt, over: dropTargetAt(target), replaces };
    }
    // The File objects as they are: the preload finds the paths of files and folders by them.
    return [...event.dataTransfer.files];
  };

  const { getRootProps } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    noDrag: !enabled,
    getFilesFromEvent: filesOf,
    onDrop: async (files) => {
      if (inside.current || files.length === 0) return;
      const { replaces, over, folders, alt } = dropped.current;
      if (!(await whenOpen())) return;
      if (replaces !== null) {
        void versionActions.drop(replaces, files);
        return;
      }
      const target = over ?? targetOfScope(useView.getState().scope);
      const { remembered } = useFolderChoice.getState();
      const turned = remembered === 'projects' ? 'together' : 'projects';
      void addToLibrary(files, target, { folders, ...(alt && { choice: turned }) });
    },
  });
  const canChange = useCanChange();
  useFilesOverWindow(enabled && canChange, inside);
  const dragging = useDrop((state) => state.dragging);

  return (
    // The zone is no control of its own: everything it does is in the Upload menu, too.
    <div {...getRootProps({ className, role: 'presentation', tabIndex: undefined })}>
      {children}
      {dragging && <DropHint />}
    </div>
  );
}

/** The asset of the grid under the pointer. */
function assetAt(target: EventTarget | null): AssetId | null {
  const cell = target instanceof Element ? target.closest('[data-asset]') : null;
  return assetIdSchema.safeParse(cell?.getAttribute('data-asset')).data ?? null;
}

function DropHint() {
  const { t } = useTranslation(['uploads', 'versions']);
  const over = useDrop((state) => state.over);
  const scope = useView((state) => state.scope);
  const { data: catalog } = useCatalog();
  const name = targetName(over ?? targetOfScope(scope), catalog);
  return (
    <div className={clsx(styles.hint, over !== null && styles.aside)}>
      <div className={styles.card}>
        <Icon icon={Upload} size={28} />
        <p className={styles.title}>{name === null ? t('drop.title') : t('drop.titleTo', { name })}</p>
        <p className={styles.text}>{t('drop.hint')}</p>
        <p className={styles.text}>{t('versions:drop.hint')}</p>
      </div>
    </div>
  );
}
