/**
 * A hub of models as a process of its own, and the host that its large files really come from. Laid out, redirecting
 * and describing files as the real one; told through its channel to misbehave with a file.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Fault, faultMessage } from './hub-contract.ts';

const root = process.argv[2] ?? '';
const faults = new Map<string, Fault>();
let cdnPort = 0;

/** The fault of a file, once or as often as it says. */
function take(file: string, kinds: readonly Fault['kind'][]): Fault | undefined {
  const fault = faults.get(file);
  if (fault === undefined || !kinds.includes(fault.kind)) return undefined;
  if (--fault.times <= 0) faults.delete(file);
  return fault;
}

const note = (host: string, request: IncomingMessage, file: string): void => {
  const { range = null, 'if-range': ifRange = null } = request.headers;
  process.send?.({ kind: 'request', host, file, range, ifRange: ifRange?.toString() ?? null });
};

async function hub(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const match = /^\/(?:mirror\/)?([^/]+\/[^/]+)\/resolve\/main\/(.+)$/.exec(request.url ?? '');
  const file = match?.[2] ?? '';
  note('hub', request, file);
  const bytes = await readFile(join(root, match?.[1] ?? '', file)).catch(() => null);
  const fault = take(file, ['status', 'page', 'silent', 'downgrade', 'loop']);
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'status') return void response.writeHead(fault.status).end('no');
  if (fault?.kind === 'page') {
    return void response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<h1>Sign in</h1>');
  }
  if (bytes === null) return void response.writeHead(404).end('Entry not found');
  response.setHeader('x-repo-commit', '0123456789abcdef0123456789abcdef01234567');
  if (fault?.kind === 'loop') return void response.writeHead(307, { location: request.url ?? '/' }).end();
  if (fault?.kind === 'downgrade') return void response.writeHead(302, { location: 'ftp://host/file' }).end();
  if (file.startsWith('onnx/')) {
    response.setHeader('x-linked-etag', `"${createHash('sha256').update(bytes).digest('hex')}"`);
    response.setHeader('x-linked-size', bytes.length);
    const location = `http://127.0.0.1:${cdnPort}/blobs/${match?.[1]}/${file}?signature=secret`;
    return void response.writeHead(302, { location }).end('Found');
  }
  const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  send(request, response, file, bytes, `"${git}"`);
}

async function cdn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const match = /^\/blobs\/([^/]+\/[^/]+)\/(.+)\?signature=secret$/.exec(request.url ?? '');
  const file = match?.[2] ?? '';
  note('cdn', request, file);
  const bytes = await readFile(join(root, match?.[1] ?? '', file)).catch(() => null);
  if (bytes === null) return void response.writeHead(403).end();
  send(request, response, file, bytes, `"cdn-${createHash('md5').update(bytes).digest('hex')}"`);
}

function send(request: IncomingMessage, response: ServerResponse, file: string, bytes: Buffer, etag: string) {
  const fault = take(file, ['cut', 'stall', 'wrong', 'slow', 'untagged']);
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const valid = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const from = asked !== undefined && valid ? Number(asked) : 0;
  if (from >= bytes.length) return void response.writeHead(416).end();
  const body = fault?.kind === 'wrong' ? Buffer.alloc(bytes.length - from, 'x') : bytes.subarray(from);
  const partial = asked !== undefined && valid;
  response.writeHead(partial ? 206 : 200, {
    'content-length': body.length,
    'accept-ranges': 'bytes',
    ...(fault?.kind !== 'untagged' && { etag }),
    ...(partial && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
  response.flushHeaders();
  if (fault?.kind === 'cut')
    return void response.write(body.subarray(0, Math.max(0, fault.after - from)), () => response.destroy());
  if (fault?.kind === 'stall') return void response.write(body.subarray(0, Math.max(0, fault.after - from)));
  if (fault?.kind === 'slow') return void drip(response, body);
  response.end(body);
}

/** In twenty pieces, so that progress can be seen. */
function drip(response: ServerResponse, body: Buffer): void {
  const size = Math.ceil(body.length / 20);
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + size));
    at += size;
    if (at >= body.length) {
      clearInterval(timer);
      response.end();
    }
  }, 60);
  response.on('close', () => clearInterval(timer));
}

const listen = (handler: typeof hub): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => void handler(request, response));
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

process.on('message', (raw) => {
  const { file, fault } = faultMessage.parse(raw);
  faults.set(file, fault);
  process.send?.({ kind: 'set' });
});
process.on('disconnect', () => process.exit());
cdnPort = await listen(cdn);
process.send?.({ kind: 'listening', port: await listen(hub) });
