import { type LocalLibraryOptions, localLibraryExists, openLocalLibrary } from './local-library.ts';
import type { StorePort } from './port.ts';
import { LibrarySession } from './session.ts';

export interface LocalSessionOptions extends Omit<LocalLibraryOptions, 'storePort' | 'onExit'> {
  readonly storePort: StorePort;
}

/** The session of the library on this computer. */
export function createLocalSession({ storePort, ...options }: LocalSessionOptions): LibrarySession {
  return new LibrarySession({
    exists: () => localLibraryExists(options.libraryDir),
    open: async (onExit) => openLocalLibrary({ ...options, storePort: await storePort.claim(), onExit }),
    publish: options.publish,
    name: () => 'Sparklio',
  });
}
