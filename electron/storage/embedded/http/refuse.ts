import type { IncomingMessage, ServerResponse } from 'node:http';
import type { S3Error } from '../s3-error.ts';
import { buildXml } from './xml.ts';

/** A body up to this size is read to its end, so that the connection can be used again. */
const DRAIN_BYTES = 1024 ** 2;
/** How long a client may go on sending a larger one before it is cut off; until then it can still read the answer. */
const LINGER_MS = 10_000;

/** Answers with the error, or breaks off when an answer has been begun. */
export function refuse(
  message: IncomingMessage,
  response: ServerResponse,
  error: S3Error,
  requestId: string,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const xml = Buffer.from(
    buildXml(
      'Error',
      { Code: error.code, Message: error.message, Resource: pathOf(message), RequestId: requestId },
      false,
    ),
    'utf8',
  );
  if (!message.complete) leaveBody(message);
  const bodyless = message.method === 'HEAD';
  response.writeHead(error.status, {
    'content-type': 'application/xml',
    ...(bodyless ? { 'x-minio-error-code': error.code } : { 'content-length': xml.length }),
  });
  response.end(bodyless ? undefined : xml);
}

/** The query is left out: it may hold a signature. */
function pathOf(message: IncomingMessage): string {
  return (message.url ?? '').replace(/\?.*$/s, '');
}

function leaveBody(message: IncomingMessage): void {
  message.on('error', () => {});
  // Closing at once would reset the connection, and the client might never see the answer.
  message.resume();
  if (Number(message.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= DRAIN_BYTES) return;
  const timer = setTimeout(() => message.destroy(), LINGER_MS);
  timer.unref();
  message.once('close', () => clearTimeout(timer));
}
