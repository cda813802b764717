import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import type { ObjectStore } from '../storage/port.ts';
import { storageError } from '../storage/s3-errors.ts';

/** Silence of the store for this long ends an attempt. */
const idleMs = 60_000;
/** How long an aborted attempt waits for the answer to bytes that are all sent. */
const lateAnswerMs = 5000;

export interface FileSlice {
  readonly path: string;
  /** First byte and number of bytes. */
  readonly start: number;
  readonly length: number;
}

export interface PutResult {
  /** Hex MD5 of the bytes sent, and what the store answered as ETag; equal when nothing was altered on the way. */
  readonly md5: string;
  readonly etag: string;
  /** Hex SHA-256 of the bytes sent; null unless asked for. */
  readonly sha256: string | null;
}

export interface PutOptions {
  readonly url: string;
  /** The store's own, which trusts what it trusts. */
  readonly agent: Agent;
  readonly contentType: string | null;
  readonly slice: FileSlice;
  readonly hashWhole: boolean;
  readonly signal: AbortSignal;
  /** Takes the answer's time; true when the URL was signed for another one. */
  readonly learnTime: ObjectStore['learnTime'];
  /** Called with the number of bytes just handed to the socket. */
  readonly onBytes: (bytes: number) => void;
}

/** The body of a refusal is XML; only its code is of use. */
function refusal(status: number, body: string): Error {
  const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(body)?.[1];
  return Object.assign(new Error(`The object store answered ${status} ${code ?? ''}`.trim()), {
    status,
    code,
  });
}

/** The next URL is signed for the right time. */
function skewed(): AppError {
  const details = { part: 'storage', cause: 'clock_skew' };
  return new AppError('service_unavailable', 'Signed for another time than the store has', details, true);
}

/**
 * Streams a slice of a file to a presigned PUT without holding it: what is in memory is one stream buffer.
 * Rejects with `file_changed` when the file ends early, with the store's refusal, or with an `AbortError`.
 * Once all bytes are sent an abort waits for the answer: the store may be about to keep them, and what is
 * removed too early would come back.
 */
export async function putSlice(options: PutOptions): Promise<PutResult> {
  const { url, slice, signal } = options;
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const md5 = createHash('md5');
  const sha256 = options.hashWhole ? createHash('sha256') : null;
  let sent = 0;

  let fileFailure: unknown = null;
  let stopListening = (): void => undefined;

  const answer = new Promise<string>((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(target, {
      method: 'PUT',
      agent: options.agent,
      timeout: idleMs,
      headers: {
        'content-length': slice.length,
        ...(options.contentType === null ? {} : { 'content-type': options.contentType }),
      },
    });
    const abort = (): void => {
      const stop = (): void => void request.destroy(abortError(signal));
      if (sent < slice.length) stop();
      else setTimeout(stop, lateAnswerMs).unref();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    stopListening = () => signal.removeEventListener('abort', abort);
    request.on('timeout', () =>
      request.destroy(new AppError('timeout', 'The object store went silent', {}, true)),
    );
    request.on('error', reject);
    request.on('response', (response) => {
      const mistimed = options.learnTime(response.headers.date);
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (body.length < 4096) body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status === 200) resolve((response.headers.etag ?? '').replaceAll('"', ''));
        else reject(mistimed ? skewed() : refusal(status, body));
        // Refused before all was sent: the rest would hold the connection for nothing.
        if (!request.writableFinished) request.destroy();
      });
    });
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        md5.update(chunk);
        sha256?.update(chunk);
        sent += chunk.length;
        options.onBytes(chunk.length);
        done(null, chunk);
      },
      flush(done) {
        done(
          sent === slice.length ? null : new AppError('file_changed', 'The file became shorter', {}, true),
        );
      },
    });
    if (slice.length === 0) {
      request.end();
      return;
    }
    const file = createReadStream(slice.path, {
      start: slice.start,
      end: slice.start + slice.length - 1,
      highWaterMark: 256 * 1024,
    });
    file.once('error', (error) => {
      if (!signal.aborted) fileFailure = error;
    });
    pipeline(file, tap, request).catch((error: unknown) => {
      // A refusal that came before the body was through closes the pipe; the response then says why.
      if (error instanceof AppError || error === fileFailure) reject(error);
      else setTimeout(() => reject(error), 250);
    });
  });

  let etag: string;
  try {
    etag = await answer;
  } catch (error) {
    if (signal.aborted || error === fileFailure) throw error;
    throw storageError(error, 'sending a file');
  } finally {
    stopListening();
  }
  signal.throwIfAborted();
  return { md5: md5.digest('hex'), etag, sha256: sha256?.digest('hex') ?? null };
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError');
}
