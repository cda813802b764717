import { join } from 'node:path';
import type { ProfileId, StorageAddress } from '@shared/domain/servers.ts';
import { AppError } from '../errors.ts';
import type { StoreAccess, StoreGrant } from '../window/store-access.ts';
import type { Profiles } from './profiles/profiles.ts';
import type { ServersLibraryOptions } from './servers-library.ts';
import type { LibrarySource } from './source.ts';
import type { ServerTarget } from './target.ts';

export interface ProfileSourceOptions
  extends Omit<ServersLibraryOptions, 'onExit' | 'folders' | 'keepEmbedding'> {
  readonly profiles: Profiles;
  readonly access: StoreAccess;
  /** Holds a folder for every profile. */
  readonly serversDir: string;
  readonly resourcesDir: string;
  /** Where the files of downloaded models are. */
  readonly clipModelsDir: string;
}

/**
 * Origin of the presigned URLs of a store. It becomes part of the page's policy, so it is nothing but a host and a
 * port. Throws `invalid_input`.
 */
export function storageOrigin({ endpoint, port, secure }: StorageAddress): string {
  const host = endpoint.includes(':') && !endpoint.startsWith('[') ? `[${endpoint}]` : endpoint;
  const address = `${secure ? 'https' : 'http'}://${host}:${port}`;
  const url = /[@/?#\\]/.test(endpoint) || !URL.canParse(address) ? null : new URL(address);
  if (url === null || !/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(url.hostname) || url.pathname !== '/') {
    throw new AppError('invalid_input', 'No host name', { field: 'storage.endpoint' });
  }
  return url.origin;
}

/** What the window needs for a profile's store. Throws `invalid_input`. */
export function storeGrantOf(
  id: ProfileId,
  target: Pick<ServerTarget, 'storage' | 'trustedCertificates'>,
): StoreGrant {
  return {
    library: id,
    origin: storageOrigin(target.storage),
    answersForStore: true,
    trustedCertificates: target.trustedCertificates,
  };
}

/** The library of a profile's servers as a session opens it. Throws `not_found`. */
export function profileSource(id: ProfileId, options: ProfileSourceOptions): LibrarySource {
  const { profiles, access, serversDir, resourcesDir, clipModelsDir, ...library } = options;
  const profile = profiles.find(id);
  if (profile === null) throw new AppError('not_found', 'No such profile');
  return {
    id,
    name: profile.name,
    environment: profile.environment,
    async open(onExit) {
      const target = profiles.target(id);
      access.grant(storeGrantOf(id, target));
      const { openServersLibrary } = await import('./servers-library.ts');
      const opened = await openServersLibrary(target, {
        ...library,
        folders: {
          spool: join(serversDir, id, 'incoming'),
          resources: resourcesDir,
          clipModels: clipModelsDir,
        },
        keepEmbedding: (embedding, key) => profiles.keepEmbedding(id, embedding, key),
        onExit,
      });
      return { library: opened, access: opened.access };
    },
  };
}
