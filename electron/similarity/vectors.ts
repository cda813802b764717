/** Numbers in the column `generated_assets.embedding`, which other programs share. */
export const STORED_DIMENSIONS = 1536;

/** A vector that no similarity can be computed with. */
export class VectorError extends Error {
  override readonly name = 'VectorError';
}

/**
 * The same direction with length 1, as a new array.
 *
 * @throws VectorError when a number is not finite or all are zero.
 */
export function normalize(vector: Float32Array): Float32Array {
  let largest = 0;
  for (const value of vector) {
    if (!Number.isFinite(value)) throw new VectorError('The vector holds a number that is not finite');
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) throw new VectorError('The vector has no direction: every number is zero');
  let sum = 0;
  // Scaled by the largest first: squares of very small numbers vanish.
  for (const value of vector) sum += (value / largest) ** 2;
  const length = Math.sqrt(sum);
  return vector.map((value) => value / largest / length);
}

/**
 * Makes a model's vector fit the stored column: length 1, then zeros up to `to` numbers. Zeros change
 * neither the length nor the cosine of two vectors.
 *
 * @throws VectorError when the vector is longer than `to`, not finite, or zero.
 */
export function padVector(vector: Float32Array, to: number = STORED_DIMENSIONS): Float32Array {
  if (vector.length > to) {
    throw new VectorError(`A vector of ${vector.length} numbers does not fit into ${to}`);
  }
  const padded = new Float32Array(to);
  padded.set(normalize(vector));
  return padded;
}

/** pgvector's text form, `[0.1,0.2]`. */
export function toSqlVector(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/**
 * Reads pgvector's text form.
 *
 * @throws VectorError when it is anything else.
 */
export function parseSqlVector(text: string): Float32Array {
  if (!text.startsWith('[') || !text.endsWith(']')) throw new VectorError('Not a vector');
  const vector = Float32Array.from(text.slice(1, -1).split(','), (part) =>
    part.trim() === '' ? Number.NaN : Number(part),
  );
  if (!vector.every(Number.isFinite)) throw new VectorError('Not a vector of finite numbers');
  return vector;
}

/**
 * Cosine of the angle between two vectors of one model: 1 for the same direction, 0 for unrelated ones.
 *
 * @throws VectorError when the lengths differ, or either is not finite or zero.
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new VectorError(`Vectors of ${a.length} and ${b.length} numbers have no angle between them`);
  }
  const left = normalize(a);
  const right = normalize(b);
  return left.reduce((sum, value, i) => sum + value * (right[i] ?? 0), 0);
}
