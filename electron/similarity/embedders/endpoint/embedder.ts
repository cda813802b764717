import PQueue from 'p-queue';
import { AppError } from '../../../errors.ts';
import { type AvailableEmbedder, EmbedderAway } from '../available.ts';
import type { ImageSource } from '../port.ts';
import { adapters } from './adapters.ts';
import { createBatcher } from './batcher.ts';
import { type Connected, readVector } from './connect.ts';
import { EndpointError, RequestRefused } from './error.ts';
import { EndpointLine, type LineOptions } from './line.ts';

export interface EndpointEmbedderOptions extends LineOptions {
  /** What the vectors are stored under. */
  readonly model: string;
  readonly text: boolean;
  /** A JPEG of at most 512 px; rejects with MediaError. */
  readonly toJpeg: (source: ImageSource, signal?: AbortSignal) => Promise<Uint8Array>;
}

/** How long a picture waits for others to go with it. */
const gatherMs = 25;
/** Somebody waits for the results. */
const textMs = 10_000;

type Outcome = PromiseSettledResult<Float32Array>;

/** An embedder behind an HTTP endpoint: pictures go in batches, a few requests at a time. */
export function createEndpointEmbedder(options: EndpointEmbedderOptions): AvailableEmbedder {
  const { model, text, mark, toJpeg } = options;
  const adapter = adapters[options.choice.adapter];
  const line = new EndpointLine(options);
  const requests = new PQueue({ concurrency: adapter.requestsAtOnce });

  async function askImages(jpegs: readonly Uint8Array[]): Promise<readonly Outcome[]> {
    const raw = await line.use(({ transport, manner, model: served }, timeMs) =>
      transport
        .post(manner.path, adapter.images(jpegs, manner), { timeMs, signal: line.closed })
        .then((reply) => read(reply, jpegs.length, served)),
    );
    return await Promise.all(raw.map((vector) => settle(vector)));
  }

  function read(reply: unknown, count: number, served: string): readonly Float32Array[] {
    const { vectors, model: named } = adapter.read(reply, count);
    if (named !== null && named !== served) throw new EndpointError('wrong_model', 'Another model answered');
    if (vectors.some(({ length }) => length !== mark.dimensions)) {
      throw new EndpointError('wrong_model', 'The vectors have other dimensions');
    }
    return vectors;
  }

  /** A vector that can't be used is put down to its picture only if the probe picture still gets one. */
  async function settle(raw: Float32Array): Promise<Outcome> {
    try {
      return { status: 'fulfilled', value: readVector(raw).vector };
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      await line.blame();
      return { status: 'rejected', reason: new AppError('bad_vector', error.message, {}, false, error) };
    }
  }

  /** Servers refuse a whole batch for one picture: halves find it. */
  async function embedBatch(jpegs: readonly Uint8Array[]): Promise<readonly Outcome[]> {
    try {
      return await askImages(jpegs);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      if (jpegs.length === 1) return [{ status: 'rejected', reason: refused(error) }];
      const middle = Math.ceil(jpegs.length / 2);
      return [...(await embedBatch(jpegs.slice(0, middle))), ...(await embedBatch(jpegs.slice(middle)))];
    }
  }

  const inBatch = createBatcher<Uint8Array, Float32Array>({
    most: adapter.imagesPerRequest,
    waitMs: adapter.imagesPerRequest === 1 ? 0 : gatherMs,
    run: (jpegs) => requests.add(() => embedBatch(jpegs)),
  });

  async function askText(words: string, connected: Connected, signal?: AbortSignal): Promise<Float32Array> {
    const { transport, manner } = connected;
    const both = signal === undefined ? line.closed : AbortSignal.any([signal, line.closed]);
    const reply = await transport.post(manner.path, adapter.text(words, manner), {
      timeMs: textMs,
      signal: both,
    });
    const [raw = new Float32Array()] = read(reply, 1, connected.model);
    return readVector(raw).vector;
  }

  return {
    model,
    dimensions: mark.dimensions,
    supports: { image: true, text },
    picturesAtOnce: adapter.imagesPerRequest * adapter.requestsAtOnce,
    get problem() {
      return line.problem;
    },
    async embedImage(source, signal) {
      if (line.problem !== null) throw new EmbedderAway(line.problem);
      const jpeg = await toJpeg(source, signal);
      signal?.throwIfAborted();
      return await orAborted(inBatch(jpeg), signal);
    },
    ...(text && {
      embedText: (words: string, signal?: AbortSignal) =>
        line
          .use((connected) => askText(words, connected, signal))
          .catch((error: unknown) => {
            throw error instanceof EndpointError ? refused(error) : error;
          }),
    }),
    wake: () => line.wake(),
    close: () => line.close(),
  };
}

function refused(error: EndpointError): AppError {
  const code =
    error instanceof RequestRefused || error.why === 'server_error' ? 'embedding_refused' : 'bad_vector';
  return new AppError(code, 'The endpoint refuses this input', {}, false, error);
}

/** The result, or the signal's reason as soon as it aborts. */
function orAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
