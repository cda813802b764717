import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Control, type Counts, controlSchema, plainControl } from './control.ts';
import { clipAsService } from './kinds/clip-as-service.ts';
import { immich } from './kinds/immich.ts';
import { infinity } from './kinds/infinity.ts';
import { type Answer, type Kind, parseJson } from './kinds/kind.ts';
import { ollama } from './kinds/ollama.ts';
import { vllm } from './kinds/vllm.ts';

// A process of its own that speaks the contract of one embedding server, strictly: it computes real vectors from
// the decoded picture and refuses what the real server refuses. `PUT /control` changes it while it runs.

const kinds: Readonly<Record<Control['kind'], Kind>> = {
  infinity,
  vllm,
  immich,
  'clip-as-service': clipAsService,
  ollama,
};

let control: Control = plainControl;
let counts: Counts = { requests: 0, pictures: 0, largestBatch: 0, mostAtOnce: 0, keys: [] };
let atOnce = 0;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function write(
  response: ServerResponse,
  { status, json, text }: Answer,
  headers: Record<string, string> = {},
): void {
  const type = json === undefined ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(json === undefined ? (text ?? '') : JSON.stringify(json));
}

/** True when the request was answered by a fault. */
function fail(response: ServerResponse): boolean {
  const { fault, faults, retryAfter } = control;
  if (fault === 'none' || faults === 0) return false;
  if (faults !== null) control = { ...control, faults: faults - 1 };
  const waiting: Record<string, string> = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
  switch (fault) {
    case 'overloaded':
      write(response, { status: 429, json: { error: { message: 'overloaded', code: 429 } } }, waiting);
      return true;
    case 'server-error':
      write(response, { status: 500, text: 'Internal Server Error' }, waiting);
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Router</title><h1>Please log in</h1>');
      return true;
    case 'redirect':
      response.writeHead(302, { location: '/login' });
      response.end();
      return true;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"object":"list","data":[');
      setTimeout(() => response.socket?.destroy(), 20);
      return true;
    case 'hang':
      return true;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (url.pathname === '/control') {
    if (request.method === 'PUT') {
      control = controlSchema.parse(parseJson(body));
      counts = { requests: 0, pictures: 0, largestBatch: 0, mostAtOnce: 0, keys: [] };
    }
    write(response, { status: 200, json: counts });
    return;
  }
  const { authorization } = request.headers;
  const keys = authorization === undefined ? counts.keys : [...new Set([...counts.keys, authorization])];
  counts = {
    ...counts,
    keys,
    requests: counts.requests + 1,
    mostAtOnce: Math.max(counts.mostAtOnce, atOnce),
  };
  if (request.method === 'POST' && fail(response)) return;
  const isOpen = ['/', '/health', '/ping'].includes(url.pathname);
  if (control.key !== null && !isOpen && authorization !== `Bearer ${control.key}`) {
    write(response, { status: 401, json: { detail: 'Unauthorized' } });
    return;
  }
  if (!url.pathname.startsWith(control.prefix)) {
    write(response, { status: 404, json: { detail: 'Not Found' } });
    return;
  }
  const found = await kinds[control.kind]({
    request,
    path: url.pathname.slice(control.prefix.length),
    body,
    setup: control,
    pictures: (count) => {
      const { pictures, largestBatch } = counts;
      counts = { ...counts, pictures: pictures + count, largestBatch: Math.max(largestBatch, count) };
    },
  });
  write(response, found ?? { status: 404, json: { detail: 'Not Found' } });
}

const server = createServer((request, response) => {
  if (request.url !== '/control') atOnce += 1;
  response.once('close', () => {
    if (request.url !== '/control') atOnce -= 1;
  });
  answer(request, response).catch((error: unknown) => {
    write(response, { status: 500, json: { error: { message: String(error), code: 500 } } });
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.once('disconnect', () => process.exit());
