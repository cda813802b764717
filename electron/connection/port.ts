import { createServer } from 'node:net';

/** The port of the local store; the window's policy names it before the store listens. */
export interface StorePort {
  readonly current: number;
  /** The port to listen on now: another one when somebody has taken it meanwhile. */
  claim(): Promise<number>;
}

export async function chooseStorePort(): Promise<StorePort> {
  let port = await freePort();
  return {
    get current() {
      return port;
    },
    async claim() {
      if (!(await isPortFree(port))) port = await freePort();
      return port;
    },
  };
}

/** Whether a port of the loopback interface can be listened on now. */
function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port of the loopback interface that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
