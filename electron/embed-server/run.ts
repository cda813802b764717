import { once } from 'node:events';
import type { ClipState } from '../../shared/contract/embedding.ts';
import type { ClipModelId } from '../../shared/domain/servers.ts';
import type { MediaClient } from '../media/client.ts';
import { createClipModels } from '../similarity/clip/models.ts';
import { isLoopback } from './guard.ts';
import { appModelsDir, openEmbedder, startMediaWorker } from './open-embedder.ts';
import type { EmbedServerArguments } from './options.ts';
import { startEmbedServer } from './server.ts';

export interface Surroundings {
  /** The folder that holds the built-in model's `models/`. */
  readonly resourcesDir: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Aborted when the server is to stop. */
  readonly signal: AbortSignal;
}

/**
 * Runs until `signal` is aborted. Answers whether it served, having said why if it could not.
 *
 * @throws Error when the address can't be listened on or the model does not work
 */
export async function runEmbedServer(options: EmbedServerArguments, around: Surroundings): Promise<boolean> {
  const media = startMediaWorker(around.err);
  try {
    return await serve(options, media, around);
  } finally {
    media.dispose();
  }
}

async function serve(
  { model, host, key, ...options }: EmbedServerArguments,
  media: MediaClient,
  { resourcesDir, out, err, signal }: Surroundings,
): Promise<boolean> {
  const modelsDir = options.modelsDir ?? appModelsDir();
  if (model !== 'builtin') {
    const problem = await ensureModel(model, modelsDir, options, media, err, signal);
    if (problem !== null) {
      err(problem);
      return false;
    }
  }
  const embedder = await openEmbedder(media, { model, modelsDir, resourcesDir });
  const server = await startEmbedServer({
    host,
    key,
    embedder,
    port: options.port,
    queue: options.queue,
    allowUrls: options.allowUrls,
  });
  const address = host.includes(':') ? `[${host}]` : host;
  const text = embedder.supports.text ? 'pictures and words' : 'pictures only';
  out(
    `Serving ${embedder.model} (${embedder.dimensions} dimensions, ${text}) at http://${address}:${server.port}`,
  );
  if (key === null && !isLoopback(host)) err('Whoever reaches this address can use it: there is no key.');
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
  return true;
}

/** Null when the model is there, else what to say. */
async function ensureModel(
  model: ClipModelId,
  modelsDir: string,
  { download, mirror }: Pick<EmbedServerArguments, 'download' | 'mirror'>,
  media: MediaClient,
  err: (line: string) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const clip = createClipModels({
    modelsDir,
    hash: async (path, stop) => (await media.hash({ path }, { signal: stop })).sha256,
    onChange: (state) => err(progressLine(state)),
  });
  if (await clip.isReady(model)) return null;
  if (!download) {
    return `${model} is not in ${modelsDir}. Download it in the app, or start again with --download.`;
  }
  const stop = (): void => void clip.cancel(model);
  signal.addEventListener('abort', stop, { once: true });
  await clip.download(model, mirror === null ? { kind: 'hub' } : { kind: 'mirror', url: mirror });
  const { state, problem } = await clip.settled(model);
  signal.removeEventListener('abort', stop);
  return state === 'ready' ? null : `${model} could not be downloaded (${problem ?? 'stopped'}).`;
}

function progressLine({ model, state, haveBytes, totalBytes, bytesPerSecond }: ClipState): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const speed = bytesPerSecond === null ? '' : `, ${megabytes(bytesPerSecond)} MB/s`;
  return `${model}: ${state}, ${megabytes(haveBytes)} of ${megabytes(totalBytes)} MB${speed}`;
}
