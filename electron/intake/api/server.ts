import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { log } from '../../log.ts';
import { ApiError, toApiError } from './errors.ts';
import { authorize, type GoodKeys, refuseBrowsers } from './guard.ts';
import type { ApiHandlers, Reply } from './handlers.ts';
import { match } from './operations.ts';

/** Reached from this computer only. */
export const host = '127.0.0.1';

/** Requests at once; what comes beyond is asked to come again. */
const parallel = 32;
const connections = 128;
/** A request has so long to come in, however large. */
const requestMs = 3600_000;
/** Nothing of a body for so long, and it is given up. */
const silenceMs = 60_000;
/** How long requests that run may still take when the server stops. */
const closeMs = 2000;

export interface ApiServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly handlers: ApiHandlers;
  readonly keys: () => GoodKeys;
}

/** Rejects with the error of the system, such as `EADDRINUSE`, where the port can't be had. */
export async function startApiServer({ port, handlers, keys }: ApiServerOptions): Promise<ApiServer> {
  let inside = 0;

  async function route(request: IncomingMessage, proceed: () => void): Promise<Reply> {
    refuseBrowsers(request);
    const caller = authorize(request, keys());
    const target = request.url ?? '/';
    const url = URL.canParse(target, 'http://intake') ? new URL(target, 'http://intake') : null;
    if (url === null) throw new ApiError(404, 'not_found', 'There is no such address');
    const found = match(request.method ?? '', url.pathname);
    if ('allowed' in found) {
      if (found.allowed.length === 0) throw new ApiError(404, 'not_found', 'There is no such address');
      throw new ApiError(405, 'method_not_allowed', 'The address knows other methods only', {
        allow: found.allowed.join(', '),
      });
    }
    if (caller === 'node' && found.operation.nodes !== true) {
      throw new ApiError(403, 'forbidden', 'A ComfyUI node may only hand files in');
    }
    if (inside >= parallel) throw new ApiError(429, 'too_many_requests', 'Too many requests at once');
    inside += 1;
    try {
      proceed();
      return await handlers[found.name]({ request, params: found.params, query: url.searchParams });
    } finally {
      inside -= 1;
    }
  }

  function serve(request: IncomingMessage, response: ServerResponse, proceed: () => void): void {
    request.setTimeout(silenceMs, () => {
      // Silence while an answer is being made is the server's own.
      if (!request.complete) request.destroy();
    });
    route(request, proceed)
      .then(
        (reply) => send(request, response, reply),
        (error: unknown) => refuse(request, response, toApiError(error)),
      )
      .catch((error: unknown) => log.warn('answering a request', { message: String(error) }));
  }

  const server = createServer((request, response) => serve(request, response, () => undefined));
  // Who asks first whether a large body is wanted is told before it comes.
  server.on('checkContinue', (request, response) => {
    serve(request, response, () => response.writeContinue());
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = requestMs;
  server.maxConnections = connections;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');

  return {
    port: address.port,
    async close() {
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), closeMs);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(timer);
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: ApiError): void {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  if (error.status === 405) headers.allow = String(error.details.allow);
  if (error.status === 429 || error.status === 503) headers['retry-after'] = '5';
  send(request, response, { status: error.status, headers, body: error.toBody() });
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  // The rest of a body that nobody reads would be taken for the next request.
  const isCut = !request.complete;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(isCut ? { connection: 'close' } : {}),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? '' : text);
  if (isCut) request.resume();
}
