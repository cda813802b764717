import clsx from 'clsx';
import { Upload } from 'lucide-react';
import { type DragEvent, type ReactNode, useEffect, useRef } from 'react';
import { type DropEvent, useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Icon } from '../../components/icon.tsx';
import { addToLibrary } from './add-to-library.ts';
import { countFolders, dropTargetAt } from './drag-files.ts';
import { isSameTarget, useDrop, useFolderChoice } from './drop-store.ts';
import styles from './drop-zone.module.css';
import { targetName, targetOfScope } from './upload-target.ts';

export interface DropZoneProps {
  enabled: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** The whole window takes files; over the sidebar they go to the brand or project under the pointer. */
export function DropZone({ enabled, className, children }: DropZoneProps) {
  const inside = useDragsFromInside();
  // Read while the drop is handled: afterwards the browser no longer tells which items are folders.
  const dropped = useRef({ folders: 0, alt: false });

  const filesOf = async (event: DropEvent | FileSystemFileHandle[]): Promise<File[]> => {
    if (Array.isArray(event) || !('dataTransfer' in event) || !event.dataTransfer) return [];
    if (event.type === 'drop') {
      dropped.current = { folders: countFolders(event.dataTransfer.items), alt: event.altKey };
    }
    // The File objects as they are: the preload finds the paths of files and folders by them.
    return [...event.dataTransfer.files];
  };

  const { getRootProps, isDragActive } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    noDrag: !enabled,
    getFilesFromEvent: filesOf,
    onDragOver: (event: DragEvent<HTMLElement>) => {
      const over = dropTargetAt(event.target);
      if (!isSameTarget(over, useDrop.getState().over)) useDrop.getState().setOver(over);
    },
    onDrop: (files) => {
      const target = useDrop.getState().over ?? targetOfScope(useView.getState().scope);
      useDrop.getState().setDragging(false);
      if (inside.current) return;
      const { folders, alt } = dropped.current;
      const { remembered } = useFolderChoice.getState();
      const turned = remembered === 'projects' ? 'together' : 'projects';
      void addToLibrary(files, target, { folders, ...(alt && { choice: turned }) });
    },
  });

  const dragging = isDragActive && !inside.current;
  useEffect(() => useDrop.getState().setDragging(dragging), [dragging]);

  return (
    // The zone is no control of its own: everything it does is in the Upload menu, too.
    <div {...getRootProps({ className, role: 'presentation', tabIndex: undefined })}>
      {children}
      {dragging && <DropHint />}
    </div>
  );
}

/** A thumbnail that is dragged about inside the window carries a file, too, but is no upload. */
function useDragsFromInside() {
  const inside = useRef(false);
  useEffect(() => {
    const start = (): void => {
      inside.current = true;
    };
    const end = (): void => {
      inside.current = false;
    };
    document.addEventListener('dragstart', start, true);
    document.addEventListener('dragend', end, true);
    return () => {
      document.removeEventListener('dragstart', start, true);
      document.removeEventListener('dragend', end, true);
    };
  }, []);
  return inside;
}

function DropHint() {
  const { t } = useTranslation('uploads');
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
      </div>
    </div>
  );
}
