import { join } from 'node:path';
import { mirroredHog } from './hog.ts';
import { toLab } from './lab.ts';
import { labHistogram } from './lab-histogram.ts';
import { CLASSIC_MODEL, VISUAL_MODEL } from './names.ts';
import { type Network, openNetwork } from './network.ts';
import { toSquares } from './preprocess.ts';
import { toUnitLength } from './unit-length.ts';
import { type FeatureName, loadWhitening, type Whitening, whiten } from './whitening.ts';

export { CLASSIC_MODEL, VISUAL_MODEL } from './names.ts';

export interface BuiltinEmbedder {
  readonly model: typeof VISUAL_MODEL | typeof CLASSIC_MODEL;
  readonly dimensions: 480 | 224;
  /** Why the network is missing; only with the classic model. */
  readonly problem?: string;
  /**
   * A vector of length 1 for an encoded picture, given as bytes or as a path. It needs neither a network
   * connection nor words, and is the same for a picture and its mirror image as far as edges go.
   *
   * @throws MediaError `corrupt`, `truncated`, `unsupported`, `image_too_large`, `timeout`.
   */
  embedImage(input: Buffer | string): Promise<Float32Array>;
  /** Frees the network's memory; embedding afterwards fails. */
  close(): Promise<void>;
}

/**
 * Opens the embedder of a computer without an endpoint.
 *
 * @param resourcesDir the folder that holds `models/`; outside the archive, since ONNX opens real files
 * @throws Error when the whitening is missing: then there is no model at all.
 */
export async function createBuiltinEmbedder(resourcesDir: string): Promise<BuiltinEmbedder> {
  const modelsDir = join(resourcesDir, 'models');
  const whitening = await loadWhitening(modelsDir);
  const cnn = part(whitening, 'cnn');
  const hist = part(whitening, 'hist');
  const hog = part(whitening, 'hog');

  const embedWith = async (network: Network | undefined, input: Buffer | string): Promise<Float32Array> => {
    const squares = await toSquares(input);
    const lab = toLab(squares.classic);
    const classic = [whiten(labHistogram(lab), hist), whiten(mirroredHog(lab), hog)];
    if (network === undefined) return concatenate(classic);
    return concatenate([whiten(await network.features(squares.network), cnn), ...classic]);
  };

  try {
    const network = await openNetwork(modelsDir);
    return {
      model: VISUAL_MODEL,
      dimensions: 480,
      embedImage: (input) => embedWith(network, input),
      close: () => network.close(),
    };
  } catch (error) {
    return {
      model: CLASSIC_MODEL,
      dimensions: 224,
      problem: error instanceof Error ? error.message : String(error),
      embedImage: (input) => embedWith(undefined, input),
      close: async () => {},
    };
  }
}

function part(whitening: ReadonlyMap<FeatureName, Whitening>, name: FeatureName): Whitening {
  const found = whitening.get(name);
  if (found === undefined) throw new Error(`whiten.json has no part ${name}`);
  return found;
}

/** Joins parts into one vector of length 1. */
function concatenate(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const numbers of parts) {
    joined.set(numbers, offset);
    offset += numbers.length;
  }
  return toUnitLength(joined);
}
