import { useEffect } from 'react';
import { useConnectPage } from '../features/connection/connect-store.ts';
import { chooseFiles } from '../features/uploads/add-to-library.ts';
import { togglePauseAll } from '../features/uploads/pause.ts';
import { mayChange } from './access.ts';
import { onEvent } from './client.ts';
import { redoLast, undoLast } from './edit.ts';
import { isMac, isTyping, matchesShortcut } from './shortcut.ts';
import { useUi } from './ui-store.ts';
import { useView } from './view-store.ts';

/** Where nothing may be uploaded there is nothing to hold either: that is said. */
async function pauseOrGoOn(): Promise<void> {
  if (mayChange()) await togglePauseAll();
}

interface Shortcut {
  keys: string;
  run: () => void;
  /** Works in a text field, too; the others leave the field its own keys. */
  whileTyping?: boolean;
}

const shortcuts: readonly Shortcut[] = [
  { keys: 'Mod+K', run: () => useUi.getState().show('palette'), whileTyping: true },
  { keys: 'Mod+,', run: () => useUi.getState().show('settings'), whileTyping: true },
  { keys: 'Mod+O', run: () => useUi.getState().show('libraries'), whileTyping: true },
  { keys: 'Mod+U', run: () => void chooseFiles('files'), whileTyping: true },
  { keys: 'Mod+Shift+U', run: () => void chooseFiles('folder'), whileTyping: true },
  { keys: 'Mod+Shift+P', run: () => void pauseOrGoOn(), whileTyping: true },
  { keys: 'Mod+B', run: () => useView.getState().toggleSidebar() },
  { keys: 'Mod+I', run: () => useView.getState().toggleInspector() },
  { keys: 'Mod+Z', run: () => void undoLast() },
  { keys: 'Mod+Shift+Z', run: () => void redoLast() },
  ...(isMac ? [] : [{ keys: 'Mod+Y', run: () => void redoLast() }]),
  { keys: '?', run: () => useUi.getState().show('shortcuts') },
];

/** Shortcuts of the whole window, and the commands of the application menu. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || useConnectPage.getState().start !== null) return;
      const found = shortcuts.find(({ keys }) => matchesShortcut(event, keys));
      if (!found || (isTyping(event.target) && found.whileTyping !== true)) return;
      // Dialogs keep the window's keys to themselves, except the palette's own.
      if (useUi.getState().dialog !== null && found.keys !== 'Mod+K') return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', onKeyDown);
    const stop = onEvent('app.command', ({ command }) => {
      const elsewhere = useConnectPage.getState().start !== null;
      if (elsewhere && command !== 'undo' && command !== 'redo') return;
      if (command === 'upload-files') void chooseFiles('files');
      else if (command === 'upload-folder') void chooseFiles('folder');
      else if (command === 'undo') undoInContext('undo', () => void undoLast());
      else if (command === 'redo') undoInContext('redo', () => void redoLast());
      else if (command === 'settings' || command === 'palette') {
        useUi.getState().show(command);
      }
    });
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, []);
}

/** In a text field the menu's Undo means the typing, elsewhere the last edit of assets. */
function undoInContext(command: 'undo' | 'redo', edit: () => void): void {
  if (isTyping(document.activeElement)) document.execCommand(command);
  else edit();
}
