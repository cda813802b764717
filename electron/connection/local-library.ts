import { randomBytes } from 'node:crypto';
import { mkdir, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ensureLocalUser } from '../database/local-user.ts';
import { maintainDatabase } from '../database/maintenance.ts';
import { migrateLibrary } from '../database/migrations/index.ts';
import { type LocalServices, type ServicesProcess, startLocalServices } from '../local/index.ts';
import { log } from '../log.ts';
import { openS3Store } from '../storage/s3-store.ts';
import { type ComposeInput, composeLibrary, type OpenLibrary } from './compose.ts';
import { localProbes } from './health/probes.ts';

export interface LocalLibraryOptions
  extends Pick<ComposeInput, 'media' | 'settings' | 'publish' | 'firstBrandName'> {
  readonly libraryDir: string;
  readonly templateDir: string;
  readonly resourcesDir: string;
  /** Where the files of downloaded models are. */
  readonly clipModelsDir: string;
  readonly spawn: () => ServicesProcess;
  /** Port that the window's policy already names. */
  readonly storePort: number;
  readonly allowedOrigin: string;
  /** The process of the library ended without being asked to. */
  readonly onExit: () => void;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}

async function diskSpace(folder: string) {
  const { bavail, blocks, bfree, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize };
}

/**
 * Opens the library on this computer, making it when there is none. The keys of its object store are drawn anew
 * for every session and live only in memory, so there is no secret to keep.
 */
export async function openLocalLibrary(options: LocalLibraryOptions): Promise<OpenLibrary> {
  await mkdir(options.libraryDir, { recursive: true });
  const keys = { accessKey: randomBytes(10).toString('hex'), secretKey: randomBytes(32).toString('hex') };
  const services: LocalServices = await startLocalServices({
    spawn: options.spawn,
    libraryDir: options.libraryDir,
    templateDir: options.templateDir,
    store: { port: options.storePort, allowedOrigins: [options.allowedOrigin], ...keys },
  });
  try {
    const store = openS3Store({
      host: '127.0.0.1',
      port: services.storePort,
      secure: false,
      region: 'us-east-1',
      bucketPrefix: 'dev-',
      ...keys,
    });
    await store.ensureBuckets();
    // The template is of this version already; an older library, or one made without it, is not.
    const migrated = await migrateLibrary(services.db);
    if (migrated.length > 0) log.info('library migrated', { steps: migrated });
    const userId = await ensureLocalUser(services.db, userName());
    services.onExit(options.onExit);
    return await composeLibrary({
      engine: services,
      store,
      media: options.media,
      settings: options.settings,
      publish: options.publish,
      userId,
      alone: true,
      folders: {
        spool: join(options.libraryDir, 'incoming'),
        resources: options.resourcesDir,
        clipModels: options.clipModelsDir,
      },
      firstBrandName: options.firstBrandName,
      maintain: async () => {
        const tidied = await maintainDatabase(services);
        if (tidied.length > 0) log.info('tidied the database', { tables: tidied.length });
      },
      freeBytes: async () => (await diskSpace(options.libraryDir)).freeBytes,
      probes: localProbes({ engine: services, store, diskSpace: () => diskSpace(options.libraryDir) }),
    });
  } catch (error) {
    await services.close();
    throw error;
  }
}
