import { createHash, type Hash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { storageError } from '../storage/s3-errors.ts';

/** Silence of a store for this long ends an attempt. */
const idleMs = 60_000;
/** Enough for a part over a slow line; a retry signs anew. */
const urlSeconds = 6 * 3600;

export interface Range {
  readonly start: number;
  readonly length: number;
}

const requestOf = (url: URL) => (url.protocol === 'https:' ? httpsRequest : httpRequest);

function silent(): AppError {
  return new AppError('timeout', 'The object store went silent', {}, true);
}

async function refusal(answer: IncomingMessage): Promise<Error> {
  let body = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    body += String(chunk);
    if (body.length > 4096) break;
  }
  const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(body)?.[1];
  const status = answer.statusCode ?? 0;
  return Object.assign(new Error(`The object store answered ${status} ${code ?? ''}`.trim()), {
    status,
    code,
  });
}

/** Opens an object, or a range of it, for reading. Errors: `not_found` and those of the port. */
export async function openObject(
  store: ObjectStore,
  ref: ObjectRef,
  signal: AbortSignal,
  range: Range | null = null,
): Promise<IncomingMessage> {
  const url = new URL(store.presignGet(ref, urlSeconds));
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = requestOf(url)(url, {
        agent: store.agent,
        timeout: idleMs,
        signal,
        headers: range === null ? {} : { range: `bytes=${range.start}-${range.start + range.length - 1}` },
      });
      request.on('timeout', () => request.destroy(silent()));
      request.on('error', reject);
      request.on('response', resolve);
      request.end();
    });
    if (answer.statusCode === (range === null ? 200 : 206)) return answer;
    throw await refusal(answer);
  } catch (error) {
    signal.throwIfAborted();
    throw storageError(error, 'reading an object');
  }
}

/** SHA-256 in hex of an object as the store gives it back. */
export async function hashObject(store: ObjectStore, ref: ObjectRef, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const answer = await openObject(store, ref, signal);
  try {
    for await (const chunk of answer) hash.update(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw storageError(error, 'reading an object');
  }
  return hash.digest('hex');
}

export interface Piece {
  readonly from: { readonly store: ObjectStore; readonly ref: ObjectRef; readonly range: Range | null };
  readonly to: {
    readonly store: ObjectStore;
    readonly ref: ObjectRef;
    readonly part?: { readonly uploadId: string; readonly part: number };
  };
  readonly length: number;
  readonly contentType: string | null;
  readonly hash: Hash | null;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Sends an object, or a part of one, from store to store without holding it: what is in memory is one stream buffer.
 * Gives the ETag. Errors: `not_found` (at the source) and those of the port.
 */
export async function sendPiece(piece: Piece): Promise<string> {
  const { from, to, length, signal } = piece;
  const source = length === 0 ? null : await openObject(from.store, from.ref, signal, from.range);
  const url = new URL(to.store.presignPut(to.ref, urlSeconds, to.part));
  let passed = 0;
  try {
    return await new Promise<string>((resolve, reject) => {
      const request = requestOf(url)(url, {
        method: 'PUT',
        agent: to.store.agent,
        timeout: idleMs,
        signal,
        headers: {
          'content-length': length,
          ...(piece.contentType === null ? {} : { 'content-type': piece.contentType }),
        },
      });
      request.on('timeout', () => request.destroy(silent()));
      request.on('error', reject);
      request.on('response', (answer) => {
        if (answer.statusCode !== 200) return void refusal(answer).then(reject, reject);
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () => resolve((answer.headers.etag ?? '').replaceAll('"', '')));
      });
      if (source === null) return void request.end();
      const tap = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          passed += chunk.length;
          if (passed > length) return done(new AppError('corrupt', 'The object is longer than it says'));
          piece.hash?.update(chunk);
          piece.onBytes(chunk.length);
          done(null, chunk);
        },
        flush: (done) =>
          done(
            passed === length ? null : new AppError('service_unavailable', 'The source broke off', {}, true),
          ),
      });
      // A refusal that came before the body was through closes the pipe; the response then says why.
      pipeline(source, tap, request).catch((error: unknown) => {
        if (error instanceof AppError) reject(error);
        else setTimeout(() => reject(error), 250);
      });
    });
  } catch (error) {
    source?.destroy();
    signal.throwIfAborted();
    throw storageError(error, 'copying an object');
  }
}
