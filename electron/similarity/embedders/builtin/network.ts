import { join } from 'node:path';
import { NETWORK_SIDE, overWhite, type Square } from './preprocess.ts';
import { toUnitLength } from './unit-length.ts';

/** The backbone's blocks whose averages are read, from edges to objects, with their sizes. */
const BLOCKS = [
  ['block5', 32],
  ['block9', 64],
  ['block12', 96],
  ['block15', 160],
] as const;
export const NETWORK_SIZE = 352;

export interface Network {
  /** 352 numbers: each block's averages with length 1, joined. */
  features(picture: Square): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens `visual-features.onnx`: the backbone of an SSD-MobileNetV2 trained on Open Images.
 *
 * @throws Error when ONNX Runtime has no binary for this computer or the model can't be read.
 */
export async function openNetwork(modelsDir: string): Promise<Network> {
  // Imported when needed, so that a computer without its binary still has the rest.
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(join(modelsDir, 'visual-features.onnx'), {
    // One thread each: several pictures at once use the cores better than one picture on all of them.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  return {
    async features(picture) {
      const input = new ort.Tensor('float32', toPlanes(picture), [1, 3, picture.side, picture.side]);
      const outputs = await session.run({ input });
      const joined = new Float32Array(NETWORK_SIZE);
      let offset = 0;
      for (const [name, size] of BLOCKS) {
        const data = outputs[name]?.data;
        if (!(data instanceof Float32Array) || data.length !== size) {
          throw new Error(`The model gave no ${size} numbers for ${name}`);
        }
        joined.set(toUnitLength(data.slice()), offset);
        offset += size;
      }
      return joined;
    },
    close: () => session.release(),
  };
}

/** RGBA pixels over white as three planes of −1–1, which is what the network was trained on. */
function toPlanes({ side, rgba }: Square): Float32Array {
  if (side !== NETWORK_SIDE) throw new RangeError(`The network sees ${NETWORK_SIDE} pixels, not ${side}`);
  const pixels = side * side;
  const planes = new Float32Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const alpha = rgba[pixel * 4 + 3] ?? 0;
    for (let band = 0; band < 3; band++) {
      planes[band * pixels + pixel] = (overWhite(rgba[pixel * 4 + band] ?? 0, alpha) * 2) / 255 - 1;
    }
  }
  return planes;
}
