import { access } from 'node:fs/promises';
import { type BrowserWindow, dialog, shell } from 'electron';

/** The operating system's own dialogs, over the app's window. */
export interface Dialogs {
  /** Paths that the person chose; empty when it was closed. */
  chooseFiles(kind: 'files' | 'folder'): Promise<readonly string[]>;
  /** One file of any kind; null when it was closed. */
  chooseOneFile(): Promise<string | null>;
  /** A folder to write into; null when it was closed. */
  chooseDestination(): Promise<string | null>;
  /** A place for a new file; null when it was closed. */
  saveFile(suggestedName: string): Promise<string | null>;
  /** Shows a file in the system's file manager; false when it is not there. */
  showInFolder(path: string): Promise<boolean>;
  /** One file with this extension (without its dot); null when it was closed. */
  chooseFile(extension: string): Promise<string | null>;
}

export function createDialogs(window: () => BrowserWindow | null): Dialogs {
  async function open(
    properties: NonNullable<Electron.OpenDialogOptions['properties']>,
    filters: Electron.FileFilter[] = [],
  ): Promise<readonly string[]> {
    const options = { properties, filters };
    const owner = window();
    const answer = await (owner === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(owner, options));
    return answer.canceled ? [] : answer.filePaths;
  }

  return {
    chooseFiles: (kind) =>
      open(kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'multiSelections']),
    chooseOneFile: async () => (await open(['openFile']))[0] ?? null,
    chooseDestination: async () => (await open(['openDirectory', 'createDirectory']))[0] ?? null,
    async showInFolder(path) {
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (isThere) shell.showItemInFolder(path);
      return isThere;
    },
    saveFile: async (suggestedName) => {
      const owner = window();
      const options = { defaultPath: suggestedName };
      const answer = await (owner === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(owner, options));
      return answer.canceled || answer.filePath === '' ? null : answer.filePath;
    },
    chooseFile: async (extension) =>
      (await open(['openFile'], [{ name: extension.toUpperCase(), extensions: [extension] }]))[0] ?? null,
  };
}
