import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isTyping } from '../../app/shortcut.ts';
import { useView } from '../../app/view-store.ts';
import { addToLibrary } from './add-to-library.ts';
import { countFolders } from './drag-files.ts';
import { pastedName } from './pasted-name.ts';
import { targetOfScope } from './upload-target.ts';

/** Ctrl/⌘V anywhere but in a text field takes the files or the picture of the clipboard. */
export function usePaste(enabled: boolean): void {
  const { t } = useTranslation('uploads');
  useEffect(() => {
    if (!enabled) return;
    const onPaste = (event: ClipboardEvent): void => {
      const data = event.clipboardData;
      if (!data || data.files.length === 0 || isTyping(event.target)) return;
      event.preventDefault();
      const now = new Date();
      const files = [...data.files].map((file) => {
        const name = pastedName(file.name, t('pastedImage'), now);
        return name === file.name ? file : new File([file], name, { type: file.type });
      });
      void addToLibrary(files, targetOfScope(useView.getState().scope), {
        folders: countFolders(data.items),
      });
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [enabled, t]);
}
