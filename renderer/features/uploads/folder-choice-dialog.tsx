import { FolderTree, Layers } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '../../app/use-library.ts';
import { Checkbox } from '../../components/controls.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { addToLibrary } from './add-to-library.ts';
import { type FolderChoice, useFolderChoice } from './drop-store.ts';
import styles from './folder-choice.module.css';
import { targetName } from './upload-target.ts';

const choices = [
  { choice: 'projects', icon: FolderTree },
  { choice: 'together', icon: Layers },
] as const;

/** Asked when folders land on a brand: does each become a project, or do the files go in together? */
export function FolderChoiceDialog() {
  const { t } = useTranslation('uploads');
  const pending = useFolderChoice((state) => state.pending);
  const { data: catalog } = useCatalog();
  const [remember, setRemember] = useState(true);
  if (pending === null) return null;

  const choose = (choice: FolderChoice): void => {
    const { close, remember: keep } = useFolderChoice.getState();
    if (remember) keep(choice);
    close();
    void addToLibrary(pending.files, pending.target, { folders: pending.folders, choice });
  };
  const name = targetName(pending.target, catalog);
  return (
    <Dialog
      open
      onOpenChange={() => useFolderChoice.getState().close()}
      title={t('folders.title', { count: pending.folders })}
      {...(name !== null && { description: t('folders.description', { name }) })}
    >
      <div className={styles.choices}>
        {choices.map(({ choice, icon }) => (
          <button key={choice} type="button" className={styles.choice} onClick={() => choose(choice)}>
            <Icon icon={icon} size={20} />
            <span className={styles.name}>{t(`folders.${choice}.name`)}</span>
            <span className={styles.text}>{t(`folders.${choice}.text`)}</span>
          </button>
        ))}
      </div>
      <Checkbox
        label={t('folders.remember')}
        hint={t('folders.rememberHint')}
        checked={remember}
        onChange={setRemember}
      />
    </Dialog>
  );
}
