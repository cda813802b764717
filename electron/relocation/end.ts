import { sql } from 'kysely';
import { findAccess } from '../connection/access.ts';
import { requireAdopted } from '../connection/adoption/index.ts';
import { openTargetDatabase, openTargetStore, storeOptions } from '../connection/drivers.ts';
import { diskSpace, type LocalPlace } from '../connection/local-place.ts';
import type { ServerTarget } from '../connection/target.ts';
import type { DatabaseEngine } from '../database/engines/engine.ts';
import { ensurePerson } from '../database/people.ts';
import { readShape } from '../database/shape.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { ObjectStore } from '../storage/port.ts';
import { S3Connection } from '../storage/s3/connection.ts';
import { readSpace } from '../storage/s3/minio-admin.ts';

/** A library as a move sees it: rows and objects, with nothing working on them. */
export interface LibraryEnd {
  /** In the background: what a person waits for overtakes. */
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  /** The person at this computer, as this library knows them; null where it is only read. */
  readonly userId: string | null;
  /** Bytes free where the objects are; null where it can't be known. */
  freeBytes(): Promise<number | null>;
  /** Rejects when the database or the store does not answer in time. */
  check(): Promise<void>;
  /** Makes statements that wait for a silent server fail now. */
  reset(): void;
  close(): Promise<void>;
}

export type EndUse = 'read' | 'write';

const lookMs = 5000;
/** Asked for only to see whether there is an answer. */
const probeKey = '.sparklio-relocation';
const closeLimitMs = 1000;

/** The library on this computer, beside whoever has it open. */
export async function openLocalEnd(place: LocalPlace): Promise<LibraryEnd> {
  const { engine, store, userId, release } = await place.hold();
  return {
    db: engine.backgroundDb,
    store,
    userId,
    freeBytes: async () => (await diskSpace(place.libraryDir)).freeBytes,
    // Its own process ends the statements when it ends; until then it may be busy for long.
    check: async () => {
      await sql`select 1`.execute(engine.backgroundDb);
      await store.head({ bucket: store.buckets.assets, key: probeKey });
    },
    reset: () => undefined,
    close: release,
  };
}

/**
 * The library that a profile's servers hold, by connections of its own. Errors: `not_adopted`, `library_newer`,
 * `permission_denied` (to write), `secret_missing`, `offline`, `server_part_failed`, `service_unavailable`.
 */
export async function openServersEnd(target: ServerTarget, use: EndUse): Promise<LibraryEnd> {
  const looking = new S3Connection(storeOptions(target));
  const engine = openTargetDatabase(target);
  const close = async (): Promise<void> => {
    looking.agent.destroy();
    await closeEngine(engine);
  };
  try {
    const [store] = await Promise.all([openTargetStore(target), requireAdopted(engine.db)]);
    return {
      db: engine.backgroundDb,
      store,
      userId: use === 'read' ? null : await requireWriter(engine, store, looking, target),
      freeBytes: async () => (await readSpace(looking))?.freeBytes ?? null,
      check: () => checkServers(engine, store),
      reset: () => engine.line?.reset(),
      close: async () => {
        store.agent.destroy();
        await close();
      },
    };
  } catch (error) {
    await close().catch((cause: unknown) =>
      log.warn('closing after a failed opening', { cause: String(cause) }),
    );
    throw error;
  }
}

async function requireWriter(
  { db }: DatabaseEngine,
  { buckets }: ObjectStore,
  looking: S3Connection,
  { person }: ServerTarget,
): Promise<string> {
  if ((await findAccess(db, looking, [buckets.assets, buckets.temp])) !== 'write') {
    throw new AppError('permission_denied', 'The profile may only look', { part: 'database' });
  }
  return ensurePerson(db, await readShape(db), person ?? { email: 'local@sparklio', name: '' });
}

async function checkServers({ line }: DatabaseEngine, store: ObjectStore): Promise<void> {
  const object = store.head({ bucket: store.buckets.assets, key: probeKey });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('offline', 'No answer in time', {}, true)), lookMs);
  });
  await Promise.race([Promise.all([line?.ping(lookMs), object]), late]).finally(() => clearTimeout(timer));
}

/** Statements that hang on a silent server would keep their connections, and these the end. */
async function closeEngine(engine: DatabaseEngine): Promise<void> {
  const impatience = setTimeout(() => engine.line?.reset(), closeLimitMs);
  await engine.close().finally(() => clearTimeout(impatience));
}
