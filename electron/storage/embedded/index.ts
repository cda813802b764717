/**
 * The object store of a local library: a small S3 gateway over files, on loopback, for one key pair.
 * Plain Node, without Electron.
 */
import { Store } from './engine/store.ts';
import { createGateway, listen } from './http/server.ts';
import { startLifecycleTimer } from './lifecycle-timer.ts';

export { FolderInUseError } from './engine/lock.ts';

export interface EmbeddedStoreOptions {
  /** Made when it does not exist. One process at a time. */
  readonly dataDir: string;
  readonly host?: '127.0.0.1';
  /** 0: any that is free */
  readonly port: number;
  readonly accessKey: string;
  readonly secretKey: string;
  /** default `us-east-1` */
  readonly region?: string;
  /** Origins whose pages may read responses; all others get no CORS headers. */
  readonly allowedOrigins: readonly string[];
}

export interface EmbeddedStore {
  readonly port: number;
  /** Lets requests under way finish for a moment, then closes. What was acknowledged is on disk in any case. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 2_000;

/**
 * Opens the store and serves it.
 * @throws {FolderInUseError} when another process has the folder open; a system error when the port is taken
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  if (options.accessKey === '' || options.secretKey === '') throw new Error('The store needs a key pair.');
  const store = await Store.open(options.dataDir);
  const lifecycle = startLifecycleTimer(store);
  const server = createGateway(store, {
    credentials: {
      accessKey: options.accessKey,
      secretKey: options.secretKey,
      region: options.region ?? 'us-east-1',
    },
    allowedOrigins: options.allowedOrigins,
    expireSoon: lifecycle.run,
  });
  const shutDown = async (): Promise<void> => {
    await lifecycle.stop();
    await store.close();
  };
  let port: number;
  try {
    port = await listen(server, options.host ?? '127.0.0.1', options.port);
  } catch (error) {
    await shutDown();
    throw error;
  }
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    clearTimeout(grace);
    await shutDown();
  };
  return {
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
