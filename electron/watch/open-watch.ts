import type { Availability } from '../connection/health/availability.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { ResolveTarget } from '../ingest/target.ts';
import type { Publish } from '../ipc/publish.ts';
import type { MediaClient } from '../media/client.ts';
import type { LocateObject } from '../storage/locate.ts';
import type { ObjectStore } from '../storage/port.ts';
import { createHolds } from './holds.ts';
import { createPlaces } from './places.ts';
import { WatchFolders, type WatchHost } from './watch-folders.ts';

/** For a library that is open without a desktop around it: local copies stay. */
const noHost: WatchHost = {
  trash: () => Promise.reject(new Error('There is no trash')),
  ownFolders: [],
};

interface OpenWatch {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly locate: LocateObject;
  readonly media: Pick<MediaClient, 'hash'>;
  readonly ingest: Ingest;
  readonly resolveTarget: ResolveTarget;
  readonly availability: Availability;
  readonly publish: Publish;
  readonly canWrite: boolean;
  /** Null where the library is this computer's alone. */
  readonly desktopId: string | null;
  readonly host: WatchHost | undefined;
}

/** Puts watching together over an open library; `start` begins it. */
export function openWatch(parts: OpenWatch): WatchFolders {
  const { db, store, locate, media, resolveTarget, host = noHost, ...rest } = parts;
  return new WatchFolders({
    ...rest,
    db,
    host,
    placesOf: createPlaces(db, resolveTarget),
    holds: createHolds({ db, store, locate }),
    hash: (path, signal) => media.hash({ path }, { signal }),
  });
}
