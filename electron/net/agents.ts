import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { secureSocket, type Trust } from './secure-socket.ts';

/** A host that takes longer to accept a connection is as good as away. */
export const connectMs = 5000;

type Created = (error: Error | null, stream: Duplex) => void;

/** A connection that was accepted within `connectMs`; with keep-alive, so that a peer that vanished is noticed. */
function openSocket(host: string, port: number): Socket {
  const socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: 15_000 });
  const late = setTimeout(() => {
    socket.destroy(Object.assign(new Error('The host did not accept the connection'), { code: 'ETIMEDOUT' }));
  }, connectMs);
  socket.once('connect', () => clearTimeout(late));
  socket.once('close', () => clearTimeout(late));
  return socket;
}

class PlainAgent extends HttpAgent {
  override createConnection(options: ClientRequestArgs): Duplex {
    return openSocket(hostOf(options), Number(options.port ?? 80));
  }
}

/** Hands a connection to a request only after the certificate was found to be trusted: no header leaves before. */
class TrustingAgent extends HttpsAgent {
  readonly #trust: Trust;

  constructor(trust: Trust, maxSockets: number) {
    super({ keepAlive: true, maxSockets });
    this.#trust = trust;
  }

  override createConnection(options: ClientRequestArgs, created?: Created): undefined {
    const host = hostOf(options);
    const socket = openSocket(host, Number(options.port ?? 443));
    const securing = setTimeout(() => {
      socket.destroy(
        Object.assign(new Error('The host did not finish its handshake'), { code: 'ETIMEDOUT' }),
      );
    }, 2 * connectMs);
    secureSocket(socket, { ...this.#trust, host })
      .then(
        (secured) => created?.(null, secured),
        (error: unknown) => created?.(error instanceof Error ? error : new Error('TLS failed'), socket),
      )
      .finally(() => clearTimeout(securing));
    return undefined;
  }
}

function hostOf(options: ClientRequestArgs): string {
  return (options.host ?? options.hostname ?? 'localhost').replace(/^\[|\]$/g, '');
}

export interface AgentOptions extends Trust {
  readonly secure: boolean;
  readonly maxSockets?: number;
}

/** Connections to servers: reused, opened within five seconds, and secured by the system's or the given certificates. */
export function createAgent({ secure, maxSockets = 24, ...trust }: AgentOptions): HttpAgent {
  return secure ? new TrustingAgent(trust, maxSockets) : new PlainAgent({ keepAlive: true, maxSockets });
}
