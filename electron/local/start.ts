import type { DatabaseEngine } from '../database/engines/engine.ts';
import { connectPglite } from '../database/engines/pglite/engine.ts';
import { AppError } from '../errors.ts';
import { type Reply, type Request, replySchema, type StoreOptions } from './protocol.ts';

/** What this needs of Electron's `UtilityProcess` (and of Node's child process, in tests). */
export interface ServicesProcess {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

export interface LocalServicesOptions {
  /** Starts the process whose entry is `local/services.ts`. */
  spawn(): ServicesProcess;
  /** Holds `database/` and `objects/`. Made when missing. */
  libraryDir: string;
  /** The prepared database folder; without it a new library takes several seconds. */
  templateDir: string | null;
  store: StoreOptions | null;
}

export interface LocalServices extends DatabaseEngine {
  /** Loopback port of the object store; 0 when none was asked for. */
  readonly storePort: number;
  /** `existing`, or how a new library was made. */
  readonly origin: Extract<Reply, { type: 'opened' }>['origin'];
  /** The process ended without being asked to. Statements under way fail with `service_unavailable`. */
  onExit(listener: () => void): void;
}

/** How long a process that was asked to close may take to write everything down. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * Starts the database and the object store of a local library in their process and connects to them.
 * Throws `library_locked`, `library_damaged`, `disk_full`, `permission_denied` or `service_unavailable`.
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const child = options.spawn();
  const exits = new Set<() => void>();
  let ended = false;
  let closing = false;
  let onSql: (bytes: Uint8Array) => void = () => {};
  const replies: ((reply: Reply) => void)[] = [];
  const send = (request: Request): void => {
    if (!ended) child.postMessage(request);
  };
  child.onExit(() => {
    ended = true;
    for (const listener of exits) listener();
  });
  child.onMessage((message) => {
    const reply = replySchema.parse(message);
    if (reply.type === 'sql') onSql(reply.bytes);
    else replies.shift()?.(reply);
  });
  const nextReply = (): Promise<Reply> =>
    new Promise((resolve, reject) => {
      replies.push(resolve);
      exits.add(() =>
        reject(new AppError('service_unavailable', 'The process of the local library ended.', {}, true)),
      );
    });

  const { libraryDir, templateDir, store } = options;
  const answer = nextReply();
  send({ type: 'open', libraryDir, templateDir, store });
  const opened = await answer;
  if (opened.type !== 'opened') {
    child.kill();
    if (opened.type === 'failed') throw new AppError(opened.code, opened.message);
    throw new AppError('internal', 'The local library gave an unexpected answer.');
  }

  const engine = await connectPglite({
    send: (bytes) => send({ type: 'sql', bytes }),
    onReply: (listener) => {
      onSql = listener;
    },
    onClose: (listener) => exits.add(listener),
  });

  return {
    ...engine,
    storePort: opened.storePort ?? 0,
    origin: opened.origin,
    onExit: (listener) => {
      exits.add(() => {
        if (!closing) listener();
      });
    },
    close: async () => {
      if (closing) return;
      closing = true;
      if (!ended) {
        await engine.close();
        const closed = nextReply().catch(() => {});
        send({ type: 'close' });
        await Promise.race([closed, limit(CLOSE_LIMIT_MS)]);
      }
      child.kill();
    },
  };
}

function limit(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
