import pg from 'pg';
import type { Listening, ServerLine } from '../engine.ts';

/** Ends a connection without a farewell that a silent server would never answer. */
function cut(client: pg.ClientBase & { readonly connection?: { readonly stream?: unknown } }): void {
  const stream = client.connection?.stream;
  if (typeof stream === 'object' && stream !== null && 'destroy' in stream) {
    if (typeof stream.destroy === 'function') stream.destroy();
  }
}

/**
 * The line to a server beside the pools: connections of its own for a heartbeat and for listening, so that
 * neither waits behind statements, and a way to break what hangs.
 */
export function openLine(config: pg.ClientConfig, pools: readonly pg.Pool[]): ServerLine {
  const open = new Set<pg.ClientBase>();
  for (const pool of pools) {
    pool.on('connect', (client) => {
      open.add(client);
      // A connection that breaks between two statements of a transaction has nobody else to tell: unheard, it
      // would end the process. The next statement on it fails.
      client.on('error', () => undefined);
    });
    pool.on('remove', (client) => open.delete(client));
  }
  const listening = new Set<pg.Client>();
  let pinging: Promise<pg.Client> | null = null;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config);
    // What ends a connection is seen by the statement on it, or by `end`.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      cut(client);
      throw error;
    }
    return client;
  }

  function pingClient(): Promise<pg.Client> {
    if (pinging !== null) return pinging;
    const made = connect();
    const forget = (): void => {
      if (pinging === made) pinging = null;
    };
    made.then((client) => client.once('end', forget), forget);
    pinging = made;
    return made;
  }

  return {
    async ping(timeoutMs) {
      let timer: NodeJS.Timeout | undefined;
      const trial = pingClient();
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          if (pinging === trial) pinging = null;
          trial.then(cut, () => undefined);
          reject(Object.assign(new Error('The database went silent'), { code: 'ETIMEDOUT' }));
        }, timeoutMs);
      });
      try {
        const client = await Promise.race([trial, late]);
        const started = performance.now();
        const { rows } = await Promise.race([client.query('show server_version'), late]);
        const [row] = rows as readonly { server_version?: unknown }[];
        return { latencyMs: performance.now() - started, version: String(row?.server_version ?? '') };
      } finally {
        clearTimeout(timer);
        late.catch(() => undefined);
      }
    },

    async listen(channel, onNotify, onLost): Promise<Listening> {
      const client = await connect();
      let closed = false;
      listening.add(client);
      client.on('notification', ({ payload }) => onNotify(payload ?? ''));
      client.once('end', () => {
        listening.delete(client);
        if (!closed) onLost();
      });
      try {
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      } catch (error) {
        closed = true;
        cut(client);
        throw error;
      }
      return {
        check: async () => {
          await client.query('select 1');
        },
        close: async () => {
          closed = true;
          cut(client);
        },
      };
    },

    reset() {
      for (const client of [...open, ...listening]) cut(client);
      pinging?.then(cut, () => undefined);
    },

    async close() {
      const last = pinging;
      pinging = null;
      await last?.then(cut, () => undefined);
    },
  };
}
