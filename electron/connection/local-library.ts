import { join } from 'node:path';
import { maintainDatabase } from '../database/maintenance.ts';
import { log } from '../log.ts';
import { composeLibrary, type OpenLibrary } from './compose.ts';
import type { ComposeInput } from './compose-input.ts';
import { localProbes } from './health/probes.ts';
import { diskSpace, type LocalPlace } from './local-place.ts';

export interface LocalLibraryOptions
  extends Pick<ComposeInput, 'media' | 'settings' | 'publish' | 'firstBrandName' | 'watch'> {
  readonly place: LocalPlace;
  readonly resourcesDir: string;
  /** Where the files of downloaded models are. */
  readonly clipModelsDir: string;
  /** The process of the library ended without being asked to. */
  readonly onExit: () => void;
}

/** Opens the library on this computer, making it when there is none. */
export async function openLocalLibrary(options: LocalLibraryOptions): Promise<OpenLibrary> {
  const { libraryDir } = options.place;
  const { engine, store, userId, onExit, release } = await options.place.hold();
  try {
    onExit(options.onExit);
    return await composeLibrary({
      engine: { ...engine, close: release },
      store,
      media: options.media,
      settings: options.settings,
      publish: options.publish,
      userId,
      alone: true,
      folders: {
        spool: join(libraryDir, 'incoming'),
        resources: options.resourcesDir,
        clipModels: options.clipModelsDir,
      },
      firstBrandName: options.firstBrandName,
      ...(options.watch !== undefined && { watch: options.watch }),
      maintain: async () => {
        const tidied = await maintainDatabase(engine);
        if (tidied.length > 0) log.info('tidied the database', { tables: tidied.length });
      },
      freeBytes: async () => (await diskSpace(libraryDir)).freeBytes,
      probes: localProbes({ engine, store, diskSpace: () => diskSpace(libraryDir) }),
    });
  } catch (error) {
    await release();
    throw error;
  }
}
