import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stageTemplate } from '../local/template.ts';
import { log } from '../log.ts';
import type { LocalLibraryOptions } from './local-library.ts';
import type { StorePort } from './port.ts';
import { LibrarySession } from './session.ts';

export interface LocalSessionOptions extends Omit<LocalLibraryOptions, 'storePort' | 'onExit'> {
  readonly storePort: StorePort;
}

/** Whether there is a library in the folder. */
async function localLibraryExists(libraryDir: string): Promise<boolean> {
  return await stat(join(libraryDir, 'database')).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The session of the library on this computer. */
export function createLocalSession({ storePort, ...options }: LocalSessionOptions): LibrarySession {
  const { libraryDir, templateDir } = options;
  let staging: Promise<void> = Promise.resolve();

  async function exists(): Promise<boolean> {
    const found = await localLibraryExists(libraryDir);
    // While the person reads the welcome screen, what the first library starts from is made ready.
    if (!found) {
      staging = stageTemplate(templateDir, libraryDir).catch((error: unknown) => {
        log.warn('the database could not be made ready ahead', { message: String(error) });
      });
    }
    return found;
  }

  return new LibrarySession({
    exists,
    open: async (onExit) => {
      await staging;
      // Database, store and jobs bring much code, which the window need not wait for.
      const { openLocalLibrary } = await import('./local-library.ts');
      return await openLocalLibrary({ ...options, storePort: await storePort.claim(), onExit });
    },
    publish: options.publish,
    name: () => 'Sparklio',
  });
}
