import { type BrowserWindow, dialog } from 'electron';

/** The operating system's own dialogs, over the app's window. */
export interface Dialogs {
  /** Paths that the person chose; empty when it was closed. */
  chooseFiles(kind: 'files' | 'folder'): Promise<readonly string[]>;
  /** A folder to write into; null when it was closed. */
  chooseDestination(): Promise<string | null>;
}

export function createDialogs(window: () => BrowserWindow | null): Dialogs {
  async function open(properties: Electron.OpenDialogOptions['properties']): Promise<readonly string[]> {
    const options = properties === undefined ? {} : { properties };
    const owner = window();
    const answer = await (owner === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(owner, options));
    return answer.canceled ? [] : answer.filePaths;
  }

  return {
    chooseFiles: (kind) =>
      open(kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'multiSelections']),
    chooseDestination: async () => (await open(['openDirectory', 'createDirectory']))[0] ?? null,
  };
}
