/** What the tests of this folder share: a store on a fresh folder, clients for it, a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SignatureV4 } from '@smithy/signature-v4';
import { Client } from 'minio';
import { startEmbeddedStore } from './index.ts';

export const KEYS = { accessKey: 'test-access', secretKey: 'test/secret+key' };
export const APP_ORIGIN = 'app://sparklio';
const REGION = 'us-east-1';

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sparklio-store-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export function clientFor(port: number, overrides: Partial<typeof KEYS & { partSize: number }> = {}): Client {
  return new Client({
    endPoint: '127.0.0.1',
    port,
    useSSL: false,
    region: REGION,
    retryOptions: { disableRetry: true },
    ...KEYS,
    ...overrides,
  });
}

/** A store on a fresh folder that goes away with `close`. */
export async function startTestStore() {
  const folder = await temporaryFolder();
  const store = await startEmbeddedStore({
    dataDir: folder.path,
    port: 0,
    ...KEYS,
    allowedOrigins: [APP_ORIGIN],
  });
  return {
    port: store.port,
    dataDir: folder.path,
    client: clientFor(store.port),
    s3: signedFetch(store.port),
    close: async () => {
      await store.close();
      await folder.remove();
    },
  };
}

export type TestStore = Awaited<ReturnType<typeof startTestStore>>;

interface SignedRequest {
  readonly method?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly now?: Date;
  readonly accessKey?: string;
  readonly secretKey?: string;
  /** Changes the request after it was signed. */
  readonly tamper?: (sent: { path: string; headers: Record<string, string> }) => void;
}

function hash(secret?: unknown) {
  const parts: Uint8Array[] = [];
  const key = typeof secret === 'string' || secret instanceof Uint8Array ? secret : undefined;
  return {
    update: (data: string | ArrayBuffer | ArrayBufferView) => {
      if (typeof data === 'string') parts.push(Buffer.from(data, 'utf8'));
      else if (ArrayBuffer.isView(data))
        parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      else parts.push(Buffer.from(data));
    },
    digest: async () => {
      const bytes = Buffer.concat(parts);
      if (key === undefined) {
        const digest = await crypto.subtle.digest('SHA-256', bytes);
        return new Uint8Array(digest);
      }
      return new Uint8Array(createHmac('sha256', key).update(bytes).digest());
    },
    reset: () => {
      parts.length = 0;
    },
  };
}

/** node:crypto behind the interface that the reference signer wants. */
class Sha256 {
  private readonly inner;
  readonly update;
  readonly digest;
  readonly reset;
  constructor(secret?: unknown) {
    this.inner = hash(secret);
    this.update = this.inner.update;
    this.digest = this.inner.digest;
    this.reset = this.inner.reset;
  }
}

/** The reference implementation of SigV4, to check ours against. */
export function referenceSigner(keys: Partial<typeof KEYS> = {}): SignatureV4 {
  return new SignatureV4({
    service: 's3',
    region: REGION,
    credentials: {
      accessKeyId: keys.accessKey ?? KEYS.accessKey,
      secretAccessKey: keys.secretKey ?? KEYS.secretKey,
    },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
}

/** Requests signed by the reference signer, with every header and byte under control. `path` is as on the wire. */
export function signedFetch(port: number) {
  return async (path: string, request: SignedRequest = {}): Promise<Response> => {
    const { method = 'GET', query = {}, body } = request;
    const signed = await referenceSigner(request).sign(
      {
        method,
        protocol: 'http:',
        hostname: '127.0.0.1',
        port,
        path,
        query,
        headers: { host: `127.0.0.1:${port}`, ...request.headers },
        body,
      },
      { signingDate: request.now ?? new Date() },
    );
    const search = Object.entries(query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    const sent = {
      path: path + (search.length > 0 ? `?${search.join('&')}` : ''),
      headers: { ...signed.headers },
    };
    request.tamper?.(sent);
    const { host: _host, ...headers } = sent.headers;
    return fetch(`http://127.0.0.1:${port}${sent.path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  };
}

/** The code of an S3 error answer. */
export async function errorCodeOf(response: Response): Promise<string | undefined> {
  return /<Code>([^<]+)</.exec(await response.text())?.[1];
}

export interface StoreProcess {
  readonly port: number;
  readonly child: ChildProcess;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** The store as a process of its own. `fileSizeLimit`: no file of it may grow beyond so many KiB. */
export async function spawnStore(dataDir: string, fileSizeLimit?: number): Promise<StoreProcess> {
  const options = JSON.stringify({ dataDir, port: 0, ...KEYS, allowedOrigins: [APP_ORIGIN] });
  const script = join(import.meta.dirname, 'run-for-tests.ts');
  const node = [process.execPath, '--import', 'tsx', script, options];
  const limited = ['sh', '-c', `ulimit -f ${(fileSizeLimit ?? 0) * 2}; exec "$@"`, 'sh', ...node];
  const [command = '', ...args] = fileSizeLimit === undefined ? node : limited;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, listening] = /^listening (\d+)$/.exec(line) ?? [];
      if (listening !== undefined) resolve(Number(listening));
    });
    void exited.then(() => reject(new Error('The store ended before it listened.')));
  });
  return {
    port,
    child,
    stop: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

/** A repeatable sequence of numbers in [0, 1) (mulberry32), so that a failing round can be run again. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
