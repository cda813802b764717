import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaError } from '../media/errors.ts';
import type { Embedder } from '../similarity/embedders/port.ts';
import { Admission } from './admission.ts';
import { readJson } from './body.ts';
import {
  type EmbeddingRequest,
  encodeVector,
  parseEmbeddingRequest,
  parseImageInput,
} from './embedding-request.ts';
import { RequestError } from './error.ts';
import { checkHost, checkKey } from './guard.ts';
import { fetchImage } from './remote-image.ts';

export interface EmbedServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly embedder: Embedder;
  /** Every request but `/health` has to carry it; null for none. */
  readonly key: string | null;
  /** Whether requests may name pictures by their address. */
  readonly allowUrls: boolean;
  /** Pictures and texts inside at once; 256 unless told. */
  readonly queue?: number;
  /** Bytes of a request's body; 64 MB unless told. */
  readonly maxBodyBytes?: number;
}

export interface EmbedServer {
  readonly port: number;
  /** Takes no more requests, lets those that run end, and closes. */
  close(): Promise<void>;
}

const QUEUE = 256;
const MAX_BODY_BYTES = 64_000_000;
/** How long requests that run may still take when the server stops. */
const CLOSE_MS = 10_000;

/** Serves an embedder in the words of infinity. @throws Error when the address can't be listened on. */
export async function startEmbedServer(options: EmbedServerOptions): Promise<EmbedServer> {
  const { host, port, embedder, key, allowUrls, maxBodyBytes = MAX_BODY_BYTES } = options;
  const limit = options.queue ?? QUEUE;
  const admission = new Admission(limit);
  const created = Math.floor(Date.now() / 1_000);
  let closing = false;

  async function route(request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
    checkHost(request, host);
    const path = new URL(request.url ?? '/', 'http://server').pathname.replace(/^\/v1(?=\/)/, '');
    if (closing) throw new RequestError(503, 'The server is stopping');
    switch (path) {
      case '/health':
        expectMethod(request, 'GET');
        return { unix: Date.now() / 1_000 };
      case '/models':
        expectMethod(request, 'GET');
        checkKey(request, key);
        return { object: 'list', data: [describeModel()] };
      case '/embeddings': {
        expectMethod(request, 'POST');
        checkKey(request, key);
        const wanted = parseEmbeddingRequest(await readJson(request, maxBodyBytes));
        checkModel(wanted, embedder);
        return admission.admit(wanted.input.length, () => embed(wanted, signal));
      }
      default:
        throw new RequestError(404, 'Not Found');
    }
  }

  const describeModel = () => ({
    id: embedder.model,
    object: 'model',
    owned_by: 'sparklio-assets',
    created,
    backend: 'onnxruntime',
    capabilities: embedder.supports.text ? ['embed', 'image_embed'] : ['image_embed'],
    stats: {
      queue_fraction: admission.fraction,
      queue_absolute: admission.inside,
      results_pending: admission.inside,
      batch_size: limit,
    },
  });

  async function embed(wanted: EmbeddingRequest, signal: AbortSignal) {
    const { input, modality, encoding_format: format } = wanted;
    // One input that fails fails the whole request; nothing of it then has to be computed any more.
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const one = modality === 'text' ? embedText : embedImage;
    const vectors = await Promise.all(input.map((item, index) => one(item, index, both))).catch((error) => {
      stop.abort();
      throw error;
    });
    const tokens = modality === 'text' ? input.reduce((sum, { length }) => sum + length, 0) : input.length;
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        embedding: encodeVector(vector, format),
        index,
      })),
      model: embedder.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
      created: Math.floor(Date.now() / 1_000),
    };
  }

  async function embedText(text: string, index: number, signal: AbortSignal): Promise<Float32Array> {
    if (embedder.embedText === undefined) {
      throw new RequestError(400, `ModelNotDeployedError: ${embedder.model} knows no text`, 'modality');
    }
    return embedder.embedText(text, signal).catch((error: unknown) => {
      throw fromMedia(error, `text ${index}`, `input.${index}`);
    });
  }

  async function embedImage(item: string, index: number, signal: AbortSignal): Promise<Float32Array> {
    const image = parseImageInput(item, index);
    if (image.kind === 'url' && !allowUrls) {
      throw new RequestError(
        400,
        `input ${index} is a URL; this server takes data URIs only`,
        `input.${index}`,
      );
    }
    const bytes = image.kind === 'url' ? await fetchImage(image.url, index, signal) : image.bytes;
    return embedder.embedImage({ kind: 'bytes', bytes }, signal).catch((error: unknown) => {
      throw fromMedia(error, `image ${index}`, `input.${index}`);
    });
  }

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    route(request, gone.signal).then(
      (value) => reply(response, 200, value),
      (error: unknown) => refuse(request, response, error),
    );
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      closing = true;
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(timer);
    },
  };
}

function checkModel({ model, dimensions }: EmbeddingRequest, embedder: Embedder): void {
  // Vectors of another model than was asked for would be stored under the wrong name.
  const names = ['', 'default', 'default/not-specified', embedder.model];
  if (!names.includes(model)) {
    throw new RequestError(
      400,
      `Invalid model: ${model.slice(0, 100)}; this server has ${embedder.model}`,
      'model',
    );
  }
  if (dimensions !== 0 && dimensions !== embedder.dimensions) {
    throw new RequestError(400, `${embedder.model} has ${embedder.dimensions} dimensions`, 'dimensions');
  }
}

/** What a failure of the worker is to a client: its own input, or a reason to come back later. */
function fromMedia(error: unknown, what: string, param: string): unknown {
  if (!(error instanceof MediaError)) return error;
  switch (error.code) {
    case 'cancelled':
      return new RequestError(503, 'The request was given up');
    case 'model_missing':
      return new RequestError(503, "The model can't be loaded");
    default:
      return new RequestError(400, `imageCorruption, could not open ${what} -> ${error.code}`, param);
  }
}

function expectMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) throw new RequestError(405, 'Method Not Allowed');
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // What an unforeseen error says may name files of this computer.
  const known = error instanceof RequestError ? error : new RequestError(500, 'InternalServerError');
  if (known.status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (known.status === 429) response.setHeader('retry-after', '1');
  // The rest of a body that nobody reads would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  reply(response, known.status, known.toBody());
  if (!request.complete) request.resume();
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
