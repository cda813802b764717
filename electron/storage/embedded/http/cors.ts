import type { IncomingMessage, ServerResponse } from 'node:http';

const METHODS = 'GET, HEAD, PUT, POST, DELETE';
const EXPOSED =
  'ETag, Content-Length, Content-Range, Content-Disposition, Accept-Ranges, Last-Modified, Location, ' +
  'x-amz-request-id, x-amz-checksum-sha256, x-amz-tagging-count';
const PREFLIGHT_SECONDS = 86_400;

/** Lets pages of the listed origins read responses, errors included. @returns whether the origin is one of them */
export function allowOrigin(
  message: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: ReadonlySet<string>,
): boolean {
  // A response kept by the HTTP cache must not be given to a page of another origin, or without these headers.
  response.setHeader('vary', 'Origin');
  const { origin } = message.headers;
  if (origin === undefined || !allowedOrigins.has(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED);
  return true;
}

/** Answers a preflight, which browsers send without a signature. */
export function answerPreflight(message: IncomingMessage, response: ServerResponse, allowed: boolean): void {
  if (!allowed) {
    response.writeHead(403, { 'content-length': 0 }).end();
    return;
  }
  const { headers } = message;
  if (headers['access-control-request-private-network'] === 'true') {
    response.setHeader('access-control-allow-private-network', 'true');
  }
  response.writeHead(204, {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  });
  response.end();
}
