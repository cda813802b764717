import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'minio';
import { composeLibrary, type OpenLibrary } from '../../electron/connection/compose.ts';
import type { DatabaseEngine } from '../../electron/database/engines/engine.ts';
import { openPg } from '../../electron/database/engines/pg/engine.ts';
import { ensureLocalUser } from '../../electron/database/local-user.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import type { SparklioDb } from '../../electron/database/tables.ts';
import type { Publish } from '../../electron/ipc/publish.ts';
import { type ServicesProcess, startLocalServices } from '../../electron/local/index.ts';
import { createMediaClient, type MediaClient } from '../../electron/media/client.ts';
import { spawnNodeWorker } from '../../electron/media/node-worker.ts';
import { openSettings } from '../../electron/settings/settings.ts';
import type { ObjectStore } from '../../electron/storage/port.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import type { WatchHost } from '../../electron/watch/watch-folders.ts';
import { templateFolder } from '../../scripts/template/prepare.ts';
import type { BrandId } from '../../shared/domain/ids.ts';
import type { UploadTarget } from '../../shared/domain/upload.ts';
import { spawnServices } from './local-services.ts';
import { clientOf } from './s3-client.ts';
import { type TestServers, testServersOf } from './test-servers.ts';

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
  /** Where the prepared database and the resources are, for a program that lies elsewhere. */
  readonly template?: string;
  readonly resources?: string;
  /** Where watched folders clear local copies to, and how patient they are. */
  readonly watch?: WatchHost;
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

/** Where the rows and the objects of a library are. */
interface Place {
  readonly engine: DatabaseEngine;
  readonly s3: TestServers['s3'];
}

/** PGlite and the object store in a process of their own, or the servers of the run. */
async function openPlace({ folder, spawn = spawnServices, storeAt, template }: OpenOptions): Promise<Place> {
  const servers = storeAt === undefined ? await testServersOf(folder) : null;
  if (servers !== null) {
    return { engine: openPg({ connectionString: servers.databaseUrl }), s3: servers.s3 };
  }
  const services = await startLocalServices({
    spawn,
    libraryDir: folder,
    templateDir: template ?? templateFolder,
    store: storeAt === undefined ? { port: 0, allowedOrigins: ['app://sparklio'], ...keys } : null,
  });
  const address = { host: '127.0.0.1', secure: false, region: 'us-east-1', bucketPrefix: 'dev-' };
  return { engine: services, s3: { ...address, ...(storeAt ?? { port: services.storePort, ...keys }) } };
}

/** Opens (or makes) the library in `folder`, or on servers, with the media worker in a process of its own. */
export async function openLibrary(options: OpenOptions): Promise<OpenedLibrary> {
  const { folder, media, publish = () => undefined, wrapStore = (store) => store } = options;
  await mkdir(folder, { recursive: true });
  const { engine, s3 } = await openPlace(options);
  const store = openS3Store(s3);
  await store.ensureBuckets();
  await migrateLibrary(engine.db);
  const library = await composeLibrary({
    engine,
    store: wrapStore(store),
    media,
    settings: await openSettings(folder),
    publish,
    userId: await ensureLocalUser(engine.db, 'tester'),
    alone: true,
    maintain: null,
    folders: { spool: join(folder, 'incoming'), resources: options.resources ?? join(root, 'resources') },
    firstBrandName: () => 'First brand',
    freeBytes: async () => null,
    ...(options.watch !== undefined && { watch: options.watch }),
  });

  async function isIdle(): Promise<boolean> {
    if (library.board.isBusy()) return false;
    const { rows } = await engine.executeSql(
      `select 1 from sparklio_jobs.job where state in ('created', 'retry', 'active') limit 1`,
    );
    return rows.length === 0;
  }

  return {
    ...library,
    db: engine.db,
    s3: clientOf(s3),
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
