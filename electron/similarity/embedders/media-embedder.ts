import type { MediaClient } from '../../media/client.ts';
import { VISUAL_MODEL } from './builtin/names.ts';
import type { Embedder } from './port.ts';

/** Of the model that runs unless its network can't load; the worker's answers say which one it was. */
const visualDimensions = 480;

/** The in-app embedder, which runs in the media worker. */
export function createMediaEmbedder(media: Pick<MediaClient, 'embed'>, resourcesDir: string): Embedder {
  let model: string = VISUAL_MODEL;
  let dimensions = visualDimensions;
  return {
    get model() {
      return model;
    },
    get dimensions() {
      return dimensions;
    },
    supports: { image: true, text: false },
    async embedImage(source, signal) {
      const answer = await media.embed({ source, resourcesDir }, signal === undefined ? {} : { signal });
      model = answer.model;
      dimensions = answer.vector.length;
      return Float32Array.from(answer.vector);
    },
  };
}
