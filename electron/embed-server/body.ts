import type { IncomingMessage } from 'node:http';
import { RequestError } from './error.ts';

/**
 * The JSON of a request.
 *
 * @throws RequestError 415 without the content type of JSON, 413 beyond `maxBytes`, 400 for what is no JSON.
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  // A web page can post other types to a server on this computer without asking for leave first.
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new RequestError(415, 'The request has to be application/json');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RequestError(400, 'The request is not JSON');
  }
}

const tooLarge = (maxBytes: number): RequestError =>
  new RequestError(413, `The request has more than ${maxBytes} bytes`);
