import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stageTemplate } from '../local/template.ts';
import { log } from '../log.ts';
import type { StoreAccess } from '../window/store-access.ts';
import type { LocalLibraryOptions } from './local-library.ts';
import { LocalPlace, type LocalPlaceOptions } from './local-place.ts';
import type { LibrarySource } from './source.ts';

export interface LocalSourceOptions extends Omit<LocalLibraryOptions, 'place' | 'onExit'>, LocalPlaceOptions {
  readonly access: StoreAccess;
}

/** The library on this computer as a session opens it, and whether it was made yet. */
export interface LocalSource {
  readonly source: LibrarySource;
  /** Its database and its objects, for what works on them beside the open library. */
  readonly place: LocalPlace;
  exists(): Promise<boolean>;
  /** Lets the window reach the store, whose port is chosen already, ahead of opening. */
  grantAhead(): void;
  /** While the person reads the welcome screen, what a first library starts from is made ready. */
  prepare(): void;
}

export function createLocalSource({ access, ...options }: LocalSourceOptions): LocalSource {
  const { libraryDir, templateDir, storePort } = options;
  const place = new LocalPlace(options);
  let staging: Promise<void> = Promise.resolve();

  const grant = (port: number): void =>
    access.grant({
      library: 'local',
      origin: `http://127.0.0.1:${port}`,
      answersForStore: false,
      trustedCertificates: [],
    });

  return {
    place,
    exists: () =>
      stat(join(libraryDir, 'database')).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    grantAhead: () => grant(storePort.current),
    prepare() {
      staging = stageTemplate(templateDir, libraryDir).catch((error: unknown) => {
        log.warn('the database could not be made ready ahead', { message: String(error) });
      });
    },
    source: {
      id: 'local',
      name: 'Sparklio',
      environment: 'local',
      async open(onExit) {
        await staging;
        grant(await place.choosePort());
        // Database, store and jobs bring much code, which the window need not wait for.
        const { openLocalLibrary } = await import('./local-library.ts');
        const library = await openLocalLibrary({ ...options, place, onExit });
        return { library, access: 'write' };
      },
    },
  };
}
