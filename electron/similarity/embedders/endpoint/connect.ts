import { z } from 'zod';
import type { EndpointChoice } from '../../../../shared/domain/servers.ts';
import { cosine, normalize, STORED_DIMENSIONS, VectorError } from '../../vectors.ts';
import { probePicture, probeText } from '../probe-picture.ts';
import { dataUri, type EndpointAdapter, type Manner } from './adapter.ts';
import { adapters } from './adapters.ts';
import { EndpointError, RequestRefused } from './error.ts';
import { identifyServer } from './identify-server.ts';
import { withRetries } from './retry.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

/** An endpoint that has answered: how it wants to be asked, and what its model is like. */
export interface Connected {
  readonly adapter: EndpointAdapter;
  readonly transport: Transport;
  readonly manner: Manner;
  /** The model as the server names it; empty where it names none. */
  readonly model: string;
  readonly dimensions: number;
  readonly text: boolean;
  /** What the model makes of the probe picture, at length 1: recognises it. */
  readonly fingerprint: Float32Array;
  /** Length of that vector as the server sent it. */
  readonly norm: number;
  /** Milliseconds of the request with the picture. */
  readonly latencyMs: number;
}

export interface ConnectOptions extends Omit<TransportOptions, 'url'> {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each request. */
  readonly timeMs?: number;
}

/** The first request may load the model. */
const firstAnswerMs = 30_000;
/** Somebody waits: who was silent for the whole time is not asked again. */
const retries = { tries: 3, firstMs: 300, mostMs: 5000, afterTimeout: false };

/**
 * Reaches an endpoint with one picture and one text.
 *
 * @throws EndpointError with the cause that a person is told.
 */
export async function connectEndpoint(choice: EndpointChoice, options: ConnectOptions): Promise<Connected> {
  const { signal, timeMs = firstAnswerMs } = options;
  const adapter = adapters[choice.adapter];
  const transport = createTransport({ ...options, url: choice.url });
  const send = { timeMs, signal };
  try {
    const model = choice.model === '' ? await onlyModel(adapter, transport, options) : choice.model;
    const picture = await findManner(adapter, transport, model, send);
    if (choice.model !== '' && picture.model !== null && picture.model !== choice.model) {
      throw new EndpointError('wrong_model', 'The endpoint serves another model', {
        details: { model: picture.model },
      });
    }
    const { vector, norm } = readVector(picture.vector);
    if (adapter.picturesAsWords)
      await refuseReadingPictures(transport, adapter, picture.manner, vector, send);
    return {
      adapter,
      transport,
      manner: picture.manner,
      model: picture.model ?? model ?? '',
      dimensions: vector.length,
      text: await hasText(adapter, transport, picture.manner, vector.length, send),
      fingerprint: vector,
      norm,
      latencyMs: picture.latencyMs,
    };
  } catch (error) {
    throw await explain(error, choice, options);
  }
}

/**
 * A vector as it may be stored: finite, with a direction, of length 1.
 *
 * @throws EndpointError `bad_vector`, `too_many_dimensions`.
 */
export function readVector(raw: Float32Array): { vector: Float32Array; norm: number } {
  if (raw.length > STORED_DIMENSIONS) {
    throw new EndpointError('too_many_dimensions', `${raw.length} dimensions`, {
      details: { dimensions: raw.length, most: STORED_DIMENSIONS },
    });
  }
  try {
    const vector = normalize(raw);
    return { vector, norm: Math.hypot(...raw) };
  } catch (error) {
    if (!(error instanceof VectorError)) throw error;
    throw new EndpointError('bad_vector', error.message, { details: { dimensions: raw.length } }, error);
  }
}

interface Sending {
  readonly timeMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Tries the paths and encodings that such a server may have until one takes the picture. */
async function findManner(
  adapter: EndpointAdapter,
  transport: Transport,
  model: string | null,
  send: Sending,
): Promise<{ manner: Manner; vector: Float32Array; model: string | null; latencyMs: number }> {
  let firstFailure: unknown;
  for (const path of adapter.paths) {
    for (const encoding of adapter.encodings) {
      const manner = { path, encoding, model };
      const body = adapter.images([probePicture], manner);
      const started = performance.now();
      try {
        const answer = await withRetries(() => transport.post(path, body, send), retries, send.signal);
        const { vectors, model: served } = adapter.read(answer, 1);
        const latencyMs = performance.now() - started;
        return { manner, vector: vectors[0] ?? new Float32Array(), model: served, latencyMs };
      } catch (error) {
        firstFailure ??= error;
        if (error instanceof RequestRefused) continue;
        if (error instanceof EndpointError && error.why === 'wrong_adapter') break;
        throw error;
      }
    }
  }
  throw firstFailure;
}

/**
 * A server of words alone may overlook that a picture was meant, and read the letters of its data URI: then the
 * same letters, sent as words, have the same vector.
 */
async function refuseReadingPictures(
  transport: Transport,
  adapter: EndpointAdapter,
  manner: Manner,
  vector: Float32Array,
  send: Sending,
): Promise<void> {
  let asWords: Float32Array | undefined;
  try {
    const answer = await transport.post(manner.path, adapter.text(dataUri(probePicture), manner), send);
    [asWords] = adapter.read(answer, 1).vectors;
  } catch (error) {
    if (error instanceof EndpointError) return;
    throw error;
  }
  if (asWords?.length !== vector.length || cosine(readVector(asWords).vector, vector) < 0.9999) return;
  throw new EndpointError('no_image_support', 'The endpoint reads pictures as words');
}

/** Whether words give vectors of the same space. A server that can't says so with an answer; one that is away does not answer. */
async function hasText(
  adapter: EndpointAdapter,
  transport: Transport,
  manner: Manner,
  dimensions: number,
  send: Sending,
): Promise<boolean> {
  const body = adapter.text(probeText, manner);
  try {
    const answer = await withRetries(() => transport.post(manner.path, body, send), retries, send.signal);
    const [words] = adapter.read(answer, 1).vectors;
    return words !== undefined && readVector(words).vector.length === dimensions;
  } catch (error) {
    const answered = error instanceof EndpointError && (!error.passes || error.facts.status !== undefined);
    if (answered && error.why !== 'overloaded') return false;
    throw error;
  }
}

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

/** The model of a server that serves only one. Null where the adapter needs no name. */
async function onlyModel(
  adapter: EndpointAdapter,
  transport: Transport,
  { signal, timeMs = firstAnswerMs }: ConnectOptions,
): Promise<string | null> {
  for (const path of adapter.modelPaths) {
    const list = modelListSchema.safeParse(await transport.get(path, { timeMs, signal }));
    const [first, ...more] = list.success ? list.data.data : [];
    if (first !== undefined && (more.length === 0 || adapter.needsModel)) return first.id;
  }
  if (!adapter.needsModel) return null;
  throw new EndpointError('wrong_model', 'The model has to be named', { details: { named: false } });
}

const mayBeAnother: ReadonlySet<string> = new Set([
  'wrong_adapter',
  'answers_html',
  'bad_vector',
  'wrong_model',
  'no_image_support',
]);

/** A refusal becomes what a person can act on: which server answered instead, and which adapter would fit. */
async function explain(error: unknown, choice: EndpointChoice, options: ConnectOptions): Promise<unknown> {
  if (!(error instanceof EndpointError) || !mayBeAnother.has(error.why)) return error;
  const server = await identifyServer(choice.url, options);
  if (server === 'ollama') {
    return new EndpointError('no_image_support', 'Ollama makes no vectors of pictures', {
      details: { server },
    });
  }
  if (server !== null && server !== choice.adapter) {
    return new EndpointError('wrong_adapter', 'Another kind of server answers', {
      details: { server, fits: server },
    });
  }
  if (!(error instanceof RequestRefused)) return error;
  // It is the right kind of server, and takes no picture at all.
  return new EndpointError(
    server === null ? 'wrong_adapter' : 'no_image_support',
    error.message,
    error.facts,
  );
}
