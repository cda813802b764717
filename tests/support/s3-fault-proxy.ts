import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

/** What goes wrong with one request to an object store, or with its answer. */
export type S3Fault =
  /** Refused for load, or by a gateway; the store never sees it. `retryAfter`: seconds to wait, as it asks for. */
  | { readonly kind: 'refused'; readonly status: 429 | 500 | 502 | 503; readonly retryAfter?: number }
  /** A page of something else between, such as a router's log-in: 200 and HTML. */
  | { readonly kind: 'html' }
  /** The connection is reset once so many bytes of the body went through. */
  | { readonly kind: 'cutRequest'; readonly afterBytes: number }
  /** The store did it, and the connection is reset before the answer arrives. */
  | { readonly kind: 'loseAnswer' }
  /** The connection is reset in the middle of the answer's body. */
  | { readonly kind: 'cutAnswer' }
  /** The answer names another ETag than the object has. */
  | { readonly kind: 'wrongEtag' }
  /** One byte of the body is another one on arrival. */
  | { readonly kind: 'flipByte' }
  /** The body passes in small pieces with pauses. */
  | { readonly kind: 'slow'; readonly pauseMs: number };

/** The fault of a request; null lets it pass. `number` counts from 1 since the faults were set. */
export type S3Weather = (request: IncomingMessage, number: number) => S3Fault | null;

export interface S3FaultProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Faults that happened so far, by kind. */
  readonly happened: ReadonlyMap<S3Fault['kind'], number>;
  /** Paths of the objects (`/bucket/key`) for which a multipart upload was asked for. MinIO lists those by their exact key only. */
  readonly multiparts: ReadonlySet<string>;
  /** Seconds by which the `Date` header of answers is off. */
  clockOffset: number;
  set(weather: S3Weather): void;
  close(): Promise<void>;
}

export const fairS3: S3Weather = () => null;

const otherEtag = '"00000000000000000000000000000000"';

/**
 * A gateway before a real object store that misbehaves on request. Signatures stay valid, since the store is told the
 * host that the client named.
 */
export async function startS3FaultProxy(target: { host: string; port: number }): Promise<S3FaultProxy> {
  const happened = new Map<S3Fault['kind'], number>();
  const multiparts = new Set<string>();
  let weather: S3Weather = fairS3;
  let number = 0;

  function count({ kind }: S3Fault): void {
    happened.set(kind, (happened.get(kind) ?? 0) + 1);
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, fault: S3Fault | null): void {
    const { method, url, headers } = incoming;
    const onward = httpRequest({ ...target, method, path: url, headers }, (answer) => {
      if (fault?.kind === 'loseAnswer') {
        answer.resume();
        return void incoming.socket.resetAndDestroy();
      }
      const changed = { ...answer.headers };
      if (fault?.kind === 'wrongEtag' && changed.etag !== undefined) changed.etag = otherEtag;
      if (proxy.clockOffset !== 0)
        changed.date = new Date(Date.now() + proxy.clockOffset * 1000).toUTCString();
      outgoing.writeHead(answer.statusCode ?? 500, changed);
      if (fault?.kind === 'cutAnswer') {
        answer.once('data', (chunk: Buffer) => {
          outgoing.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () =>
            incoming.socket.resetAndDestroy(),
          );
        });
        // Of an answer without a body only the head arrives, as if it were all.
        answer.once('end', () => incoming.socket.resetAndDestroy());
        return;
      }
      answer.pipe(fault?.kind === 'slow' ? slowly(fault.pauseMs) : passing()).pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.resetAndDestroy());
    incoming.on('error', () => onward.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onBody(incoming, fault)).pipe(onward);
  }

  const server = createServer((incoming, outgoing) => {
    // A client that hangs up is what some faults are about.
    outgoing.on('error', () => undefined);
    number += 1;
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://store');
    if (incoming.method === 'POST' && searchParams.has('uploads'))
      multiparts.add(decodeURIComponent(pathname));
    const fault = weather(incoming, number);
    if (fault !== null) count(fault);
    if (fault?.kind === 'refused' || fault?.kind === 'html') {
      incoming.on('error', () => undefined).resume();
      answerWith(outgoing, fault);
    } else {
      forward(incoming, outgoing, fault);
    }
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const proxy: S3FaultProxy = {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    happened,
    multiparts,
    clockOffset: 0,
    set(next) {
      weather = next;
      number = 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

function answerWith(outgoing: ServerResponse, fault: Extract<S3Fault, { kind: 'refused' | 'html' }>): void {
  if (fault.kind === 'html') {
    outgoing.writeHead(200, { 'content-type': 'text/html' });
    outgoing.end('<!doctype html><title>Sign in to the network</title>');
    return;
  }
  const { status, retryAfter } = fault;
  const code = status === 503 ? 'SlowDown' : status === 429 ? 'TooManyRequests' : 'InternalError';
  outgoing.writeHead(status, {
    'content-type': 'application/xml',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  outgoing.end(`<Error><Code>${code}</Code><Message>storm</Message></Error>`);
}

function onBody(incoming: IncomingMessage, fault: S3Fault | null): Transform {
  if (fault?.kind === 'slow') return slowly(fault.pauseMs);
  let passed = 0;
  return passing((chunk) => {
    passed += chunk.length;
    if (fault?.kind === 'cutRequest' && passed > fault.afterBytes) incoming.socket.resetAndDestroy();
    // The first byte alone, so that the length stays what it was.
    if (fault?.kind === 'flipByte' && passed === chunk.length && chunk.length > 0) {
      const other = Buffer.from(chunk);
      other.writeUInt8(other.readUInt8(0) ^ 0xff, 0);
      return other;
    }
    return chunk;
  });
}

function passing(change: (chunk: Buffer) => Buffer = (chunk) => chunk): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, change(chunk));
    },
  });
}

function slowly(pauseMs: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      setTimeout(() => done(null, chunk), pauseMs);
    },
  });
}
