import { mkdir } from 'node:fs/promises';
import type { Publish } from '../ipc/publish.ts';
import { log } from '../log.ts';
import type { Installation, LibraryId } from '../settings/installation.ts';
import type { LocalPlace } from './local-place.ts';
import { createLocalSource, type LocalSourceOptions } from './local-source.ts';
import { type ProfileSourceOptions, profileSource, storeGrantOf } from './profile-source.ts';
import { Profiles } from './profiles/profiles.ts';
import type { SecretBox } from './profiles/secret-box.ts';
import { LibrarySession } from './session.ts';

export interface AppSessionOptions
  extends Omit<LocalSourceOptions, 'publish'>,
    Omit<ProfileSourceOptions, 'profiles' | 'desktopId' | 'publish'> {
  readonly installation: Installation;
  readonly secretBox: SecretBox;
  readonly publish: Publish;
}

export interface AppSession {
  readonly session: LibrarySession;
  readonly profiles: Profiles;
  readonly localExists: () => Promise<boolean>;
  readonly localPlace: LocalPlace;
}

/**
 * The session over all libraries that this computer knows. The window may reach the store of what will be opened
 * first already, so that its page need not be loaded twice.
 */
export async function createAppSession(options: AppSessionOptions): Promise<AppSession> {
  const { installation, publish, access, serversDir } = options;
  await mkdir(serversDir, { recursive: true });
  const profiles = await Profiles.open(serversDir, options.secretBox, () =>
    publish('connection.profilesChanged', {}),
  );
  const local = createLocalSource(options);
  const ofProfiles = { ...options, profiles, desktopId: installation.desktopId };

  function lastProfile() {
    const last = installation.lastLibrary;
    return last === null || last === 'local' ? null : profiles.find(last);
  }

  const session = new LibrarySession({
    publish,
    source: (id) => (id === 'local' ? local.source : profileSource(id, ofProfiles)),
    first: async (): Promise<LibraryId | null> => {
      const last = lastProfile();
      if (last !== null) return last.id;
      if (await local.exists()) return 'local';
      local.prepare();
      return null;
    },
    onOpened: (id) => {
      const noted = [installation.rememberLibrary(id), id === 'local' ? null : profiles.opened(id)];
      Promise.all(noted).catch((error: unknown) => log.error('noting what was opened', error));
    },
  });

  const last = lastProfile();
  if (last === null) local.grantAhead();
  else {
    try {
      access.grant(storeGrantOf(last.id, last));
    } catch (error) {
      // Told when it is opened.
      log.warn('the window was not granted a store', { message: String(error) });
    }
  }
  return { session, profiles, localExists: local.exists, localPlace: local.place };
}
