import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface OddServer {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

async function listening(server: Server, host: string): Promise<OddServer> {
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    server.once('close', () => socket.destroy());
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.emit('close');
      }),
  };
}

/** Accepts connections and never says a word. */
export const startSilentServer = (host = '127.0.0.1'): Promise<OddServer> => listening(createServer(), host);

/** An ordinary web server. */
export const startWebServer = (answer: RequestListener): Promise<OddServer> =>
  listening(createHttpServer(answer), '127.0.0.1');

/** An address of this computer that others could reach; null where there is none. */
export function outsideAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? null;
}
