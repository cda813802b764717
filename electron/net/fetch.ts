import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createAgent } from './agents.ts';
import type { Trust } from './secure-socket.ts';

/** A server that says nothing for this long has gone. */
const idleMs = 60_000;
const withoutBody = new Set([204, 205, 304]);

/**
 * `fetch` for a person's own servers: trusts what the system trusts and the given certificates, and nothing is sent
 * before that is known. Redirects are handed back and not followed, so that a key goes to the named host only.
 *
 * Rejects with a `TypeError` whose `cause` is the system's error or a `TlsRefusedError`, and with the signal's reason.
 */
export function createFetch(trust: Trust): typeof fetch {
  const agents = {
    'http:': createAgent({ ...trust, secure: false }),
    'https:': createAgent({ ...trust, secure: true }),
  };
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const agent = url.protocol === 'https:' ? agents['https:'] : agents['http:'];
    const body = asked.body === null ? null : Buffer.from(await asked.arrayBuffer());
    asked.signal.throwIfAborted();
    const answer = await send(url, asked, body, agent);
    return toResponse(answer);
  };
}

function send(url: URL, asked: Request, body: Buffer | null, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = Object.fromEntries(asked.headers);
    if (body !== null) headers['content-length'] = String(body.length);
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: asked.method,
      agent,
      headers,
      timeout: idleMs,
    });
    const abort = (): void => void request.destroy(new Error('Aborted'));
    asked.signal.addEventListener('abort', abort, { once: true });
    request.once('timeout', () =>
      request.destroy(Object.assign(new Error('The server went silent'), { code: 'ETIMEDOUT' })),
    );
    request.on('error', (error) => {
      reject(asked.signal.aborted ? asked.signal.reason : new TypeError('fetch failed', { cause: error }));
    });
    request.once('response', resolve);
    request.once('close', () => asked.signal.removeEventListener('abort', abort));
    request.end(body ?? undefined);
  });
}

function toResponse(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) headers.append(name, each);
  }
  const status = answer.statusCode ?? 500;
  if (withoutBody.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  // What still arrives after the reader has gone must meet no closed stream: that would end the process.
  let open = true;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      answer.on('data', (chunk: Buffer) => {
        if (!open) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 1) <= 0) answer.pause();
      });
      answer.once('end', () => {
        if (open) controller.close();
        open = false;
      });
      answer.on('error', (error) => {
        if (open) controller.error(new TypeError('terminated', { cause: error }));
        open = false;
      });
    },
    pull: () => void answer.resume(),
    cancel: () => {
      open = false;
      answer.destroy();
    },
  });
  return new Response(stream, { status, headers });
}
