import { join } from 'node:path';
import type { ClipModelId } from '../../../shared/domain/servers.ts';
import type { MediaClient } from '../../media/client.ts';
import type { Embedder } from '../embedders/port.ts';
import { clipModels } from './catalogue.ts';

/** People wait for words; pictures of an import can wait behind them. */
const TEXT_PRIORITY = 10;

export interface ClipEmbedderOptions {
  /** The folder of all models. */
  readonly modelsDir: string;
  readonly model: ClipModelId;
}

/** Where a model's files are, with the repository's name as path. */
export function modelFolder(modelsDir: string, model: ClipModelId): string {
  return join(modelsDir, ...clipModels[model].repository.split('/'));
}

/**
 * CLIP in the media worker of this computer: pictures and words.
 *
 * Its calls reject with a MediaError; `model_missing` means that the model's files are not on this computer
 * (any more) and says nothing about the picture, which is to be tried again when they are.
 */
export function createClipEmbedder(
  media: Pick<MediaClient, 'clipImage' | 'clipText'>,
  { modelsDir, model }: ClipEmbedderOptions,
): Embedder & Required<Pick<Embedder, 'embedText'>> {
  const { identity, dimensions } = clipModels[model];
  const modelDir = modelFolder(modelsDir, model);
  return {
    model: identity,
    dimensions,
    supports: { image: true, text: true },
    async embedImage(source, signal) {
      const { vector } = await media.clipImage({ source, modelDir }, signal === undefined ? {} : { signal });
      return Float32Array.from(vector);
    },
    async embedText(text, signal) {
      const options = { priority: TEXT_PRIORITY, ...(signal !== undefined && { signal }) };
      return Float32Array.from((await media.clipText({ text, modelDir }, options)).vector);
    },
  };
}
