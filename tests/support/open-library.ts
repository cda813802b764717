import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'minio';
import { composeLibrary, type OpenLibrary } from '../../electron/connection/compose.ts';
import { ensureLocalUser } from '../../electron/database/local-user.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import type { SparklioDb } from '../../electron/database/tables.ts';
import type { Publish } from '../../electron/ipc/publish.ts';
import { type ServicesProcess, startLocalServices } from '../../electron/local/index.ts';
import { createMediaClient, type MediaClient } from '../../electron/media/client.ts';
import { spawnNodeWorker } from '../../electron/media/testing/node-worker.ts';
import { openSettings } from '../../electron/settings/settings.ts';
import type { ObjectStore } from '../../electron/storage/port.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import { templateFolder } from '../../scripts/template/prepare.ts';
import type { BrandId } from '../../shared/domain/ids.ts';
import type { UploadTarget } from '../../shared/domain/upload.ts';
import { spawnServices } from './local-services.ts';

const root = join(import.meta.dirname, '..', '..');
const keys = { accessKey: 'test-access', secretKey: 'test-secret-key' };

/** The real media worker under plain Node. */
export function startMedia(): MediaClient {
  const entry = join(root, 'electron', 'media', 'worker.ts');
  return createMediaClient(() =>
    spawnNodeWorker({ node: process.execPath, entry, execArgv: ['--import', 'tsx'] }),
  );
}

export interface OpenOptions {
  readonly folder: string;
  readonly media: MediaClient;
  readonly publish?: Publish;
  readonly spawn?: () => ServicesProcess;
  /** A store that runs already; otherwise the library's own process runs one. */
  readonly storeAt?: { readonly port: number; readonly accessKey: string; readonly secretKey: string };
  /** Puts something between the use cases and the store, such as a counter. */
  readonly wrapStore?: (store: ObjectStore) => ObjectStore;
}

/** A library as the app composes it, with what a test needs to look behind it. */
export interface OpenedLibrary extends OpenLibrary {
  readonly db: SparklioDb;
  readonly s3: Client;
  readonly folder: string;
  /** A target of a brand of its own. */
  newTarget(options?: Partial<UploadTarget>): Promise<UploadTarget & { readonly brandId: BrandId }>;
  /** Until no file and no job is on its way. */
  idle(): Promise<void>;
}

/** Opens (or makes) the library in `folder`: PGlite and the object store in their process, the media worker in its own. */
export async function openLibrary(options: OpenOptions): Promise<OpenedLibrary> {
  const { folder, media, publish = () => undefined, wrapStore = (store) => store } = options;
  await mkdir(folder, { recursive: true });
  const services = await startLocalServices({
    spawn: options.spawn ?? spawnServices,
    libraryDir: folder,
    templateDir: templateFolder,
    store: options.storeAt === undefined ? { port: 0, allowedOrigins: ['app://sparklio'], ...keys } : null,
  });
  const address = { region: 'us-east-1', ...(options.storeAt ?? { port: services.storePort, ...keys }) };
  const store = openS3Store({ host: '127.0.0.1', secure: false, bucketPrefix: 'dev-', ...address });
  await store.ensureBuckets();
  await migrateLibrary(services.db);
  const library = await composeLibrary({
    engine: services,
    store: wrapStore(store),
    media,
    settings: await openSettings(folder),
    publish,
    userId: await ensureLocalUser(services.db, 'tester'),
    alone: true,
    maintain: null,
    folders: { spool: join(folder, 'incoming'), resources: join(root, 'resources') },
    firstBrandName: () => 'First brand',
    freeBytes: async () => null,
  });

  async function isIdle(): Promise<boolean> {
    if (library.board.isBusy()) return false;
    const { rows } = await services.executeSql(
      `select 1 from sparklio_jobs.job where state in ('created', 'retry', 'active') limit 1`,
    );
    return rows.length === 0;
  }

  return {
    ...library,
    db: services.db,
    s3: new Client({ endPoint: '127.0.0.1', useSSL: false, ...address }),
    folder,
    newTarget: async (target = {}) => {
      const { id: brandId } = await library.library.createBrand({ name: `Brand ${crypto.randomUUID()}` });
      return { projectId: null, foldersAsProjects: false, tags: [], ...target, brandId };
    },
    idle: async () => {
      while (!(await isIdle())) await delay(25);
    },
  };
}
