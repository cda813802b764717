import { randomBytes } from 'node:crypto';
import { mkdir, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { DatabaseEngine } from '../database/engines/engine.ts';
import type { LocalServices, ServicesProcess } from '../local/index.ts';
import { log } from '../log.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { StorePort } from './port.ts';

export interface LocalPlaceOptions {
  readonly libraryDir: string;
  readonly templateDir: string;
  readonly spawn: () => ServicesProcess;
  readonly storePort: StorePort;
  /** Origin of the window. */
  readonly allowedOrigin: string;
}

/** The database and the object store of this computer's library, for as long as somebody holds them. */
export interface LocalHold {
  readonly engine: DatabaseEngine;
  readonly store: ObjectStore;
  /** Row of `users` that stands for the person at this computer. */
  readonly userId: string;
  /** The process ended without being asked to. Called for what is not released yet. */
  onExit(listener: () => void): void;
  release(): Promise<void>;
}

interface Running {
  readonly opened: Promise<Omit<LocalHold, 'onExit' | 'release'> & { readonly services: LocalServices }>;
  readonly port: number;
  holds: number;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}

/** Space of the disk that a folder is on. */
export async function diskSpace(folder: string) {
  const { bavail, blocks, bfree, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize };
}

/**
 * Where the library on this computer is kept. Only one process may have its folder, so the open library and a move of
 * it share one: it starts with the first hold and ends with the last.
 */
export class LocalPlace {
  readonly #options: LocalPlaceOptions;
  #running: Running | null = null;
  #closing: Promise<void> = Promise.resolve();

  constructor(options: LocalPlaceOptions) {
    this.#options = options;
  }

  get libraryDir(): string {
    return this.#options.libraryDir;
  }

  /** The port that the store listens on, or will when it is held next. */
  async choosePort(): Promise<number> {
    await this.#closing;
    return this.#running?.port ?? (await this.#options.storePort.claim());
  }

  /**
   * Opens the library's database and store, making them when there are none.
   * Errors: those of `startLocalServices`, and `library_newer`.
   */
  async hold(): Promise<LocalHold> {
    const port = await this.choosePort();
    this.#running ??= { opened: this.#start(port), port, holds: 0 };
    const running = this.#running;
    running.holds += 1;
    let released = false;
    const release = async (): Promise<void> => {
      if (released) return;
      released = true;
      running.holds -= 1;
      if (running.holds > 0) return;
      if (this.#running === running) this.#running = null;
      const closed = running.opened.then(
        ({ services }) => services.close(),
        () => undefined,
      );
      this.#closing = Promise.allSettled([this.#closing, closed]).then(() => undefined);
      await closed;
    };
    try {
      const { services, engine, store, userId } = await running.opened;
      services.onExit(() => {
        if (this.#running === running) this.#running = null;
      });
      return {
        engine,
        store,
        userId,
        onExit: (listener) =>
          services.onExit(() => {
            if (!released) listener();
          }),
        release,
      };
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** The keys of the store are drawn anew each time and live only in memory, so there is no secret to keep. */
  async #start(port: number) {
    const { libraryDir, templateDir, spawn, allowedOrigin } = this.#options;
    await mkdir(libraryDir, { recursive: true });
    // Database and store bring much code, which the window need not wait for.
    const [{ startLocalServices }, { openS3Store }, { migrateLibrary }, { ensureLocalUser }] =
      await Promise.all([
        import('../local/index.ts'),
        import('../storage/s3-store.ts'),
        import('../database/migrations/index.ts'),
        import('../database/local-user.ts'),
      ]);
    const keys = { accessKey: randomBytes(10).toString('hex'), secretKey: randomBytes(32).toString('hex') };
    const services = await startLocalServices({
      spawn,
      libraryDir,
      templateDir,
      store: { port, allowedOrigins: [allowedOrigin], ...keys },
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
      return { services, engine: services, store, userId };
    } catch (error) {
      await services.close();
      throw error;
    }
  }
}
