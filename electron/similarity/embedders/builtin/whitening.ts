import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { toUnitLength } from './unit-length.ts';

/** What a picture is described by; each has whitening of its own. */
export type FeatureName = 'cnn' | 'hist' | 'hog';

const partsSchema = z.array(
  z.strictObject({
    name: z.enum(['cnn', 'hist', 'hog']),
    inDim: z.number().int().positive(),
    outDim: z.number().int().positive(),
    weight: z.number().positive(),
  }),
);

/** A projection that evens out what features share, learned from many pictures. */
export interface Whitening {
  readonly inDim: number;
  readonly outDim: number;
  /** Its say in the joined vector. */
  readonly weight: number;
  readonly mean: Float32Array;
  /** `outDim` rows of `inDim` numbers. */
  readonly matrix: Float32Array;
}

/**
 * Reads `whiten.json`, the parts' sizes, and `whiten.f32`: for each part its mean, then its matrix row by
 * row, as little-endian float32.
 *
 * @throws Error when a file is missing or the sizes don't agree.
 */
export async function loadWhitening(modelsDir: string): Promise<ReadonlyMap<FeatureName, Whitening>> {
  const [json, bytes] = await Promise.all([
    readFile(join(modelsDir, 'whiten.json'), 'utf8'),
    readFile(join(modelsDir, 'whiten.f32')),
  ]);
  const parts = partsSchema.parse(JSON.parse(json));
  const expected = parts.reduce((sum, { inDim, outDim }) => sum + inDim * (1 + outDim), 0) * 4;
  if (bytes.length !== expected) {
    throw new Error(`whiten.f32 has ${bytes.length} bytes where ${expected} were expected`);
  }
  const numbers = toFloats(bytes);
  let offset = 0;
  const take = (count: number): Float32Array => {
    offset += count;
    return numbers.subarray(offset - count, offset);
  };
  return new Map(
    parts.map(({ name, inDim, outDim, weight }) => {
      const mean = take(inDim);
      return [name, { inDim, outDim, weight, mean, matrix: take(inDim * outDim) }];
    }),
  );
}

function toFloats(bytes: Buffer): Float32Array {
  if (endianness() === 'BE') bytes.swap32();
  // Copied, since a float array must start at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/**
 * Centres and projects features, gives them length 1 and then the part's weight.
 *
 * @throws RangeError when there are not as many features as the whitening was made for.
 */
export function whiten(features: Float32Array, part: Whitening): Float32Array {
  const { inDim, outDim, mean, matrix, weight } = part;
  if (features.length !== inDim) {
    throw new RangeError(`${features.length} features where ${inDim} were expected`);
  }
  const centred = features.map((value, i) => value - (mean[i] ?? 0));
  const projected = new Float32Array(outDim);
  for (let row = 0; row < outDim; row++) {
    let sum = 0;
    for (let i = 0; i < inDim; i++) sum += (centred[i] ?? 0) * (matrix[row * inDim + i] ?? 0);
    projected[row] = sum;
  }
  return toUnitLength(projected).map((value) => value * weight);
}
