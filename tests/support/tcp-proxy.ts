import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the line between a desktop and a server does. */
export type Weather =
  | { readonly kind: 'fair' }
  /** New connections are refused and open ones are reset: the server's program ended. */
  | { readonly kind: 'refuse' }
  /** Connections are accepted and kept, and nothing passes either way: the cable was pulled. */
  | { readonly kind: 'stall' }
  /** Fair until so many bytes went to the server over all connections from now on; then `stall`. */
  | { readonly kind: 'stallLater'; readonly afterBytes: number }
  /** Every piece of data arrives so much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Each connection is reset once so many bytes went to the server over it from now on. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

export interface TcpProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Connections that were made to the proxy so far. */
  readonly connections: number;
  /** Bytes that went to the server so far. */
  readonly bytesUp: number;
  readonly isStalled: boolean;
  /** Changes the weather for open connections and for new ones. */
  set(weather: Weather): Promise<void>;
  close(): Promise<void>;
}

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  sent: number;
}

/**
 * A line to a server that misbehaves on request: tests put it between the app and a real server. The port stays
 * the same through every weather, also while connections are refused.
 */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let weather: Weather = { kind: 'fair' };
  let connections = 0;
  let bytesUp = 0;
  /** What `bytesUp` was when the weather changed. */
  let upBefore = 0;

  function drop(line: Line): void {
    lines.delete(line);
    line.client.resetAndDestroy();
    line.server.resetAndDestroy();
  }

  function pass(line: Line, from: Socket, to: Socket): void {
    from.on('data', (data: Buffer) => {
      const upwards = from === line.client;
      if (upwards) {
        line.sent += data.length;
        bytesUp += data.length;
        if (weather.kind === 'cut' && line.sent > weather.afterBytes) return drop(line);
        if (weather.kind === 'stallLater' && bytesUp - upBefore > weather.afterBytes) {
          weather = { kind: 'stall' };
          for (const each of lines) hold(each);
        }
      }
      const write = (): void => {
        if (to.destroyed || to.write(data)) return;
        from.pause();
        to.once('drain', () => {
          if (weather.kind !== 'stall') from.resume();
        });
      };
      if (weather.kind === 'delay') setTimeout(write, weather.ms);
      else write();
    });
    // A reset of one side is the end of the other; its error is what the test is about.
    from.on('error', () => drop(line));
    from.on('close', () => {
      if (weather.kind !== 'stall') drop(line);
    });
  }

  function accept(client: Socket): void {
    connections += 1;
    const line: Line = { client, server: connect(target), sent: 0 };
    lines.add(line);
    pass(line, client, line.server);
    pass(line, line.server, client);
    if (weather.kind === 'stall') hold(line);
  }

  function hold({ client, server }: Line): void {
    client.pause();
    server.pause();
  }

  let listener: Server | null = null;
  async function listen(port: number): Promise<number> {
    const server = createServer(accept);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    listener = server;
    return (server.address() as AddressInfo).port;
  }
  async function stopListening(): Promise<void> {
    const server = listener;
    listener = null;
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    for (const line of lines) drop(line);
    await closed;
  }

  const port = await listen(0);
  return {
    host: '127.0.0.1',
    port,
    get connections() {
      return connections;
    },
    get bytesUp() {
      return bytesUp;
    },
    get isStalled() {
      return weather.kind === 'stall';
    },
    async set(next) {
      const before = weather;
      weather = next;
      upBefore = bytesUp;
      if (next.kind === 'refuse') await stopListening();
      else if (listener === null) await listen(port);
      for (const line of lines) {
        line.sent = 0;
        if (next.kind === 'stall') hold(line);
        else if (before.kind === 'stall') {
          line.client.resume();
          line.server.resume();
        }
      }
    },
    close: stopListening,
  };
}
