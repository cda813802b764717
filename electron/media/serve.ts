import { fromAbort, MediaError, messageOf, throwIfAborted, toMediaError } from './errors.ts';
import { hashFile, type Progress } from './hash.ts';
import { toJpeg } from './jpeg.ts';
import { probeFile } from './probe.ts';
import { probeWithSize } from './probe-size.ts';
import {
  type FromWorker,
  type MediaOutput,
  type MediaRequest,
  type MediaSource,
  type ToWorker,
  toWorker,
} from './protocol.ts';
import { renderMedia, renderThumbnail } from './render.ts';
import { withLocalFile } from './source.ts';
import { withTrust } from './store-fetch.ts';
import { stripMetadata } from './strip-metadata/strip-metadata.ts';
import { sweepTemporaryFolders } from './temporary.ts';

/** The least that any of Electron's, Node's and a child process's channels can do. */
export interface MessagePort {
  postMessage(message: FromWorker): void;
  onMessage(listener: (message: unknown) => void): void;
}

export interface Embedder {
  readonly model: string;
  embedImage(input: Buffer | string): Promise<Float32Array>;
}

export interface ClipModel {
  embedImage(input: Buffer | string): Promise<Float32Array>;
  embedText(text: string): Promise<Float32Array>;
}

export interface ServeOptions {
  /** Loads the in-app model; called once per folder, when first needed. */
  readonly createEmbedder: (resourcesDir: string) => Promise<Embedder>;
  /** The CLIP model in a folder; called once per folder, when first needed. */
  readonly openClip: (modelDir: string) => Promise<ClipModel>;
}

const PROGRESS_EVERY_MS = 200;
const MEMORY_EVERY_MS = 500;

/**
 * Answers requests on a port until the process ends. Every request gets exactly one result or error, even
 * when it was cancelled. How many run at once is the caller's decision.
 */
export function serveMedia(port: MessagePort, options: ServeOptions): void {
  const running = new Map<number, AbortController>();
  const embed = createEmbed(options);
  const clip = rememberPerFolder(options.openClip);
  const reportMemory = (): void => port.postMessage({ kind: 'memory', rss: process.memoryUsage.rss() });
  setInterval(() => {
    if (running.size > 0) reportMemory();
  }, MEMORY_EVERY_MS).unref();

  port.onMessage((raw) => {
    const parsed = toWorker.safeParse(raw);
    // Only the app itself can send here: a message that doesn't parse is a bug, and must be seen.
    if (!parsed.success) throw new Error(`Unknown message to the media worker: ${parsed.error.message}`);
    const message: ToWorker = parsed.data;
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort(new MediaError('cancelled', 'Cancelled'));
      return;
    }
    const controller = new AbortController();
    running.set(message.id, controller);
    reportMemory();
    void answer(message, controller).finally(() => running.delete(message.id));
  });
  void sweepTemporaryFolders();
  port.postMessage({ kind: 'ready' });

  async function answer(request: MediaRequest, controller: AbortController): Promise<void> {
    const { id, timeMs } = request;
    const { signal } = controller;
    const timeUp = (): void => controller.abort(new MediaError('timeout', `Not done after ${timeMs} ms`));
    let timer = setTimeout(timeUp, timeMs);
    const report = throttledProgress(port, id);
    const progress: Progress = (done, total) => {
      // Bytes that move are no hang: a large file takes as long as it takes.
      clearTimeout(timer);
      timer = setTimeout(timeUp, timeMs);
      report(done, total);
    };
    try {
      // Native code hears of no signal: what it does is then not waited for, and ends with the worker.
      const work = withTrust(request.trustedCertificates, () => run(request, signal, progress));
      const value = await Promise.race([work, whenTimeIsUp(signal)]);
      port.postMessage({ kind: 'result', id, value });
    } catch (error) {
      const { code, message, retry } = toMediaError(error, signal);
      port.postMessage({ kind: 'error', id, error: { code, message, retry } });
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(
    request: MediaRequest,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<MediaOutput<MediaRequest['op']>> {
    switch (request.op) {
      case 'hash':
        return hashFile(request.input.path, signal, progress);
      case 'probe':
        return probeWithSize(request.input.path, request.input.name, signal);
      case 'render':
        return renderMedia(request.input, { signal, progress, timeMs: request.timeMs });
      case 'thumbnail': {
        const { timeMs, input } = request;
        return { thumbnail: await renderThumbnail(input, { signal, progress, timeMs }) };
      }
      case 'stripMetadata':
        return stripMetadata(request.input, { signal, progress, timeMs: request.timeMs });
      case 'embed':
        return embed(request.input, signal, progress);
      case 'clipImage': {
        const { source, modelDir } = request.input;
        const model = await clip(modelDir);
        const vector = await withPicture(source, signal, progress, (path) => model.embedImage(path));
        return { vector: Array.from(vector) };
      }
      case 'clipText': {
        const { text, modelDir } = request.input;
        return { vector: Array.from(await (await clip(modelDir)).embedText(text)) };
      }
      case 'jpeg':
        return {
          jpeg: Uint8Array.from(await toJpeg(request.input.source, request.input.side, signal, progress)),
        };
    }
  }
}

/** Rejects when the time limit is reached; never settles otherwise. */
function whenTimeIsUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      const reason = fromAbort(signal);
      if (reason.code === 'timeout') reject(reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

type EmbedInput = Extract<MediaRequest, { op: 'embed' }>['input'];

function createEmbed({ createEmbedder }: ServeOptions) {
  const embedderFor = rememberPerFolder(createEmbedder);

  return async (
    { source, resourcesDir }: EmbedInput,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<MediaOutput<'embed'>> => {
    const embedder = await embedderFor(resourcesDir).catch((error: unknown) => {
      throw new MediaError('unsupported', `The model can't be loaded: ${messageOf(error)}`);
    });
    const vector = await withPicture(source, signal, progress, (path) => embedder.embedImage(path));
    return { vector: Array.from(vector), model: embedder.model };
  };
}

/** Loads once per folder. A failure to load is not remembered: the next request may find the files. */
function rememberPerFolder<T>(load: (folder: string) => Promise<T>): (folder: string) => Promise<T> {
  const loaded = new Map<string, Promise<T>>();
  return (folder) => {
    const known = loaded.get(folder);
    if (known !== undefined) return known;
    const loading = load(folder);
    loaded.set(folder, loading);
    loading.catch(() => loaded.delete(folder));
    return loading;
  };
}

/** Runs `use` with the path of a picture that may be decoded. */
function withPicture<T>(
  source: MediaSource,
  signal: AbortSignal,
  progress: Progress,
  use: (path: string) => Promise<T>,
): Promise<T> {
  return withLocalFile(source, signal, progress, async (path) => {
    throwIfAborted(signal);
    // SVG and text never reach a model's decoder: by path their links would be followed.
    const probe = await probeFile(path, '', signal);
    if (probe.type !== 'image' || probe.mime === 'image/svg+xml') {
      throw new MediaError('unsupported', `A ${probe.mime} file has no picture to compare`);
    }
    return use(path);
  });
}

function throttledProgress(port: MessagePort, id: number): Progress {
  let last = 0;
  return (done, total) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS && done !== total) return;
    last = now;
    port.postMessage({ kind: 'progress', id, done, ...(total !== undefined && { total }) });
  };
}
