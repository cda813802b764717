import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AppError } from '../errors.ts';
import type { ObjectStore } from '../storage/port.ts';
import { storageError } from '../storage/s3-errors.ts';
import type { Bandwidth } from './bandwidth.ts';
import { crc32Header } from './checksums.ts';

/** Silence of the store for this long ends an attempt. */
const idleMs = 60_000;
/** How long an aborted attempt waits for the answer to bytes that are all sent. */
const lateAnswerMs = 5000;

/** What the store says of the bytes that it got. */
export interface PutAnswer {
  /** Without quotes. */
  readonly etag: string;
  /** The CRC-32 that it checked, in base64; null where it says nothing of it. */
  readonly crc32: string | null;
}

export interface PutOptions {
  readonly url: string;
  /** The store's own, which trusts what it trusts. */
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** Must stay as they are until the answer is there. */
  readonly chunks: readonly Buffer[];
  readonly bandwidth: Bandwidth;
  readonly signal: AbortSignal;
  /** Takes the answer's time. */
  readonly learnTime: ObjectStore['learnTime'];
  /** Called with the number of bytes just handed to the network. */
  readonly onBytes: (bytes: number) => void;
}

/** What the store said instead of taking the bytes. The body of a refusal is XML; only its code is of use. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, body: string) {
    const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(body)?.[1];
    super(`The object store answered ${status} ${code ?? ''}`.trim());
    this.status = status;
    this.code = code;
  }
}

/** Codes of a store that computed another checksum than was sent along: something on the way altered the bytes. */
const alteredCodes = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch']);

/** S3 takes signatures that are less than 15 minutes off. */
const mistimedMs = 10 * 60_000;

/**
 * Whether a refused URL was signed for another time than the server has. Asked of each by itself: of several on their way
 * the first has taught the right time already.
 */
function isMistimed(url: string, date: string | undefined): boolean {
  const [, day = '', time = ''] = /X-Amz-Date=(\d{8})T(\d{6})Z/.exec(url) ?? [];
  const signed = Date.parse(
    `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  return Math.abs(Date.parse(date ?? '') - signed) > mistimedMs;
}

/** The next URL is signed for the right time. */
function skewed(): AppError {
  const details = { part: 'storage', cause: 'clock_skew' };
  return new AppError('service_unavailable', 'Signed for another time than the store has', details, true);
}

/**
 * PUTs bytes that are in memory to a presigned URL. Rejects with a `Refusal`, with what `storageError` makes of the
 * network's failures, with `verify_failed` when the store got other bytes, or with the signal's reason. Nothing reads
 * the chunks any more once it has settled. When all bytes are sent an abort waits for the answer: the store may
 * be about to keep them, and what is removed too early would come back.
 */
export async function putBytes(options: PutOptions): Promise<PutAnswer> {
  const { signal, learnTime } = options;
  signal.throwIfAborted();
  const exchange = new Exchange(options);
  try {
    const { status, headers, body } = await exchange.run();
    learnTime(headers.date);
    if (status === 403 && isMistimed(options.url, headers.date)) throw skewed();
    if (status !== 200) throw refused(status, body);
    signal.throwIfAborted();
    const told = headers[crc32Header];
    return {
      etag: (headers.etag ?? '').replaceAll('"', ''),
      crc32: typeof told === 'string' ? told : null,
    };
  } catch (error) {
    if (signal.aborted) throw error;
    throw error instanceof Refusal ? error : storageError(error, 'sending a file');
  } finally {
    await exchange.closed;
  }
}

function refused(status: number, body: string): Error {
  const refusal = new Refusal(status, body);
  if (refusal.code === undefined || !alteredCodes.has(refusal.code)) return refusal;
  return new AppError('verify_failed', 'The store got other bytes than were sent', {}, true, refusal);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One request and its answer. */
class Exchange {
  readonly #options: PutOptions;
  readonly #request: ClientRequest;
  readonly #length: number;
  #sent = 0;
  /** Resolves when the request holds no chunk any more. */
  readonly closed: Promise<void>;

  constructor(options: PutOptions) {
    this.#options = options;
    this.#length = options.chunks.reduce((sum, { length }) => sum + length, 0);
    const target = new URL(options.url);
    this.#request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
      method: 'PUT',
      agent: options.agent,
      timeout: idleMs,
      headers: { ...options.headers, 'content-length': String(this.#length) },
    });
    this.closed = new Promise((resolve) => this.#request.once('close', resolve));
  }

  async run(): Promise<Answer> {
    const { signal } = this.#options;
    const request = this.#request;
    const abort = (): void => {
      const stop = (): void => void request.destroy(abortError(signal));
      if (this.#sent < this.#length) stop();
      else setTimeout(stop, lateAnswerMs).unref();
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      const answer = this.#answer();
      // A refusal that comes before the body is through breaks the sending; the answer then says why.
      this.#send().catch((error: unknown) => request.destroy(asError(error)));
      return await answer;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #answer(): Promise<Answer> {
    const request = this.#request;
    return new Promise((resolve, reject) => {
      request.on('timeout', () =>
        request.destroy(new AppError('timeout', 'The object store went silent', {}, true)),
      );
      request.on('error', reject);
      request.on('response', (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (body.length < 4096) body += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          // Refused before all was sent: the rest would hold the connection for nothing.
          if (!request.writableFinished) request.destroy();
        });
      });
    });
  }

  async #send(): Promise<void> {
    const { chunks, bandwidth, signal, onBytes } = this.#options;
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + bandwidth.piece);
        const turn = bandwidth.take(piece.length, signal);
        if (turn !== null) await turn;
        if (this.#request.destroyed) return;
        const isLast = this.#sent + piece.length === this.#length;
        at += piece.length;
        await this.#write(piece, isLast);
        onBytes(piece.length);
      }
    }
    if (this.#length === 0) this.#request.end();
  }

  /** Until the network has taken the piece, or never will. */
  #write(piece: Buffer, isLast: boolean): Promise<void> {
    const taken = new Promise<void>((resolve) => {
      // Ended with its last piece, so that a small body leaves together with its head.
      if (isLast) this.#request.end(piece, () => resolve());
      else this.#request.write(piece, () => resolve());
    });
    this.#sent += piece.length;
    return Promise.race([taken, this.closed]);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError');
}
