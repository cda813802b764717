import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { ClipModelId } from '../../shared/domain/servers.ts';
import { createMediaClient, type MediaClient } from '../media/client.ts';
import { spawnNodeWorker } from '../media/node-worker.ts';
import { createClipEmbedder } from '../similarity/clip/embedder.ts';
import { createMediaEmbedder } from '../similarity/embedders/media-embedder.ts';
import type { Embedder } from '../similarity/embedders/port.ts';

export type ServedModel = 'builtin' | ClipModelId;

export interface OpenEmbedderOptions {
  readonly model: ServedModel;
  /** Where the app and this command keep downloaded models. */
  readonly modelsDir: string;
  /** The folder that holds the built-in model's `models/`. */
  readonly resourcesDir: string;
}

/** The media worker on plain Node, run from its source as the terminal's side of the app is, from any folder. */
export function startMediaWorker(onWarning: (text: string) => void): MediaClient {
  const entry = join(import.meta.dirname, '..', 'media', 'worker.ts');
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return createMediaClient(() =>
    spawnNodeWorker({
      node: process.execPath,
      entry,
      execArgv: ['--import', loader],
      onStderr: onWarning,
    }),
  );
}

/**
 * An embedder that has proved to work: its model's name and dimensions are those of vectors that it made.
 *
 * @throws MediaError `model_missing` when the model's files are not there
 */
export async function openEmbedder(
  media: MediaClient,
  { model, modelsDir, resourcesDir }: OpenEmbedderOptions,
): Promise<Embedder> {
  const embedder =
    model === 'builtin'
      ? createMediaEmbedder(media, resourcesDir)
      : createClipEmbedder(media, { modelsDir, model });
  const white = { width: 64, height: 64, channels: 3 as const, background: '#ffffff' };
  const bytes = Uint8Array.from(await sharp({ create: white }).png().toBuffer());
  const vector = await embedder.embedImage({ kind: 'bytes', bytes });
  await embedder.embedText?.('a white square');
  return {
    get model() {
      return embedder.model;
    },
    dimensions: vector.length,
    supports: embedder.supports,
    embedImage: (source, signal) => embedder.embedImage(source, signal),
    ...(embedder.embedText !== undefined && { embedText: embedder.embedText }),
  };
}

/** Where the app keeps its models, so that one downloaded there need not be downloaded again. */
export function appModelsDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const base =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env.APPDATA ?? join(home, 'AppData', 'Roaming'))
        : (env.XDG_CONFIG_HOME ?? join(home, '.config'));
  return join(base, 'Sparklio Assets', 'models');
}
