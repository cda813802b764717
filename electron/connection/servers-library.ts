import { mkdir } from 'node:fs/promises';
import { ensurePerson, findPerson } from '../database/people.ts';
import { readShape } from '../database/shape.ts';
import type { SparklioDb } from '../database/tables.ts';
import { log } from '../log.ts';
import { S3Connection } from '../storage/s3/connection.ts';
import { readSpace } from '../storage/s3/minio-admin.ts';
import { findAccess } from './access.ts';
import { requireAdopted } from './adoption/index.ts';
import { composeLibrary, type OpenLibrary } from './compose.ts';
import type { ComposeInput } from './compose-input.ts';
import { openTargetDatabase, openTargetStore, storeOptions } from './drivers.ts';
import { embeddingPortsOf, type KeepEmbedding } from './embedding-ports.ts';
import type { Access } from './health/gate.ts';
import { databaseProbe, storageProbe } from './health/probes.ts';
import type { ServerTarget } from './target.ts';

export interface ServersLibraryOptions
  extends Pick<ComposeInput, 'media' | 'settings' | 'publish' | 'firstBrandName' | 'folders' | 'watch'> {
  /** Tells this computer's installation apart from the others that have the library open. */
  readonly desktopId: string;
  readonly appVersion?: string;
  /** Keeps the endpoint that was chosen on this desktop, with its key, for the next start. */
  readonly keepEmbedding?: KeepEmbedding;
  /** The library can't go on without being opened anew; an outage is not that. */
  readonly onExit: () => void;
}

export type ServersLibrary = OpenLibrary;

/** Who has no name of their own on these servers. */
const anonymous = { email: 'local@sparklio', name: '' };

async function personOf(db: SparklioDb, target: ServerTarget, access: Access): Promise<string | null> {
  const person = target.person ?? anonymous;
  if (access === 'read') return await findPerson(db, person.email);
  return await ensurePerson(db, await readShape(db), person);
}

/**
 * Opens the library that a profile's servers hold. Errors: `not_adopted`, `library_newer`, `secret_missing`,
 * `permission_denied`, and `offline` or `server_part_failed` with `details.part` and `details.cause`.
 */
export async function openServersLibrary(
  target: ServerTarget,
  options: ServersLibraryOptions,
): Promise<ServersLibrary> {
  const { desktopId, appVersion = '', folders } = options;
  // Its looks teach the store the server's time too, should this computer's clock move.
  const looking = new S3Connection(storeOptions(target));
  await mkdir(folders.spool, { recursive: true });
  const engine = openTargetDatabase(target);
  try {
    const [store] = await Promise.all([openTargetStore(target, looking.clock), requireAdopted(engine.db)]);
    const { assets, temp } = store.buckets;
    const access = await findAccess(engine.db, looking, [assets, temp]);
    const userId = await personOf(engine.db, target, access);
    const library = await composeLibrary({
      engine,
      store,
      media: options.media,
      settings: options.settings,
      publish: options.publish,
      userId,
      alone: false,
      team: { desktop: { id: desktopId, userId, appVersion }, access },
      probes: [databaseProbe(engine, target), storageProbe(looking, assets)],
      folders,
      embedding: embeddingPortsOf(target, options.keepEmbedding),
      firstBrandName: options.firstBrandName,
      ...(options.watch !== undefined && { watch: options.watch }),
      maintain: null,
      freeBytes: async () => (await readSpace(looking))?.freeBytes ?? null,
    });
    return {
      ...library,
      async close() {
        await library.close();
        looking.agent.destroy();
      },
    };
  } catch (error) {
    looking.agent.destroy();
    await engine.close().catch((cause: unknown) => log.error('closing after a failed opening', cause));
    throw error;
  }
}
