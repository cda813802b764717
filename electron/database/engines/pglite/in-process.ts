import type { DatabaseEngine } from '../engine.ts';
import { connectPglite } from './engine.ts';
import { openPgliteServer } from './server.ts';

/** PGlite in this very process: for tools and tests. The app runs it in a process of its own. */
export async function connectInProcess(dataDir: string): Promise<DatabaseEngine> {
  const server = await openPgliteServer(dataDir);
  let deliver: (reply: Uint8Array) => void = () => {};
  const engine = await connectPglite({
    send: (request) => deliver(server.exchange(request)),
    onReply: (listener) => {
      deliver = listener;
    },
    onClose: () => {},
  });
  return {
    ...engine,
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
}
