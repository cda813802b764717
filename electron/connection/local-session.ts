import { stageTemplate } from '../local/index.ts';
import { log } from '../log.ts';
import { type LocalLibraryOptions, localLibraryExists, openLocalLibrary } from './local-library.ts';
import type { StorePort } from './port.ts';
import { LibrarySession } from './session.ts';

export interface LocalSessionOptions extends Omit<LocalLibraryOptions, 'storePort' | 'onExit'> {
  readonly storePort: StorePort;
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
      return await openLocalLibrary({ ...options, storePort: await storePort.claim(), onExit });
    },
    publish: options.publish,
    name: () => 'Sparklio',
  });
}
