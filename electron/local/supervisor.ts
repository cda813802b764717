import { join } from 'node:path';
import type { MessagePort } from './message-port.ts';
import { type Reply, type Request, replySchema, requestSchema, type StoreOptions } from './protocol.ts';

/** The object store's folder inside a library. */
export const storeFolder = (libraryDir: string): string => join(libraryDir, 'objects');

export interface RunningStore {
  readonly port: number;
  close(): Promise<void>;
}

export interface SupervisorPorts {
  /** The app's main process. */
  port: MessagePort;
  startDatabase(): MessagePort;
  startStore(options: StoreOptions & { dataDir: string }): Promise<RunningStore>;
}

/**
 * Runs the database and the object store of one library and passes SQL through. The store starts once
 * the database has the folder's lock.
 */
export function serveLocalServices({ port, startDatabase, startStore }: SupervisorPorts): void {
  const database = startDatabase();
  let store: RunningStore | null = null;
  let opening: Extract<Request, { type: 'open' }> | null = null;
  const reply = (message: Reply): void => port.post(message);

  database.onMessage((message) => {
    const answer = replySchema.parse(message);
    if (answer.type !== 'opened' || !opening?.store) return reply(answer);
    startStore({ ...opening.store, dataDir: storeFolder(opening.libraryDir) }).then(
      (running) => {
        store = running;
        reply({ ...answer, storePort: running.port });
      },
      (error: unknown) => {
        const locked = error instanceof Error && error.name === 'FolderInUseError';
        reply({
          type: 'failed',
          code: locked ? 'library_locked' : 'library_damaged',
          message: 'The object store could not be opened.',
        });
      },
    );
  });

  port.onMessage((message) => {
    const request = requestSchema.safeParse(message).data;
    if (!request) return;
    if (request.type === 'open') opening = request;
    if (request.type === 'close') {
      Promise.resolve(store?.close()).finally(() => database.post(request));
      return;
    }
    database.post(request);
  });
}
