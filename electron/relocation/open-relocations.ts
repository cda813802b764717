import type { LocalPlace } from '../connection/local-place.ts';
import type { Profiles } from '../connection/profiles/profiles.ts';
import type { LibrarySession } from '../connection/session.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import { Relocations } from './relocations.ts';

export interface AppRelocationsOptions {
  /** Of user data; made when missing. */
  readonly folder: string;
  readonly localPlace: LocalPlace;
  readonly localExists: () => Promise<boolean>;
  readonly profiles: Profiles;
  readonly session: LibrarySession;
  readonly publish: Publish;
}

/** The name under which the library on this computer is shown. */
const localName = 'Sparklio';

/** Moves between the libraries that this computer knows. */
export function openAppRelocations(options: AppRelocationsOptions): Promise<Relocations> {
  const { folder, localPlace, localExists, profiles, session, publish } = options;
  return Relocations.open({
    folder,
    publish,
    async openEnd(place, use) {
      // Drivers bring much code, which the window need not wait for.
      const { openLocalEnd, openServersEnd } = await import('./end.ts');
      if (place !== 'local') return await openServersEnd(profiles.target(place), use);
      if (use === 'read' && !(await localExists())) {
        throw new AppError('not_found', 'There is no library on this computer');
      }
      return await openLocalEnd(localPlace);
    },
    nameOf: (place) => (place === 'local' ? localName : profiles.get(place).name),
    async openLibrary(place) {
      const status = await session.open(place);
      if (status.state !== 'open') {
        throw new AppError('service_unavailable', 'The destination could not be opened', {}, true);
      }
    },
    onArrived(place) {
      if (session.current !== place || session.status.state !== 'open') return;
      session.library.changes.assets();
      session.library.changes.catalog();
    },
  });
}
