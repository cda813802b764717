import { z } from 'zod';
import { EndpointError } from './error.ts';

/** JSON has no NaN: servers write null, or the word. */
const numbersSchema = z.array(z.union([z.number(), z.null(), z.literal(['NaN', 'Infinity', '-Infinity'])]));

/** A vector as a list of numbers; what is none becomes NaN. Null when it is no list. */
export function readNumbers(value: unknown): Float32Array | null {
  const parsed = numbersSchema.safeParse(value);
  if (!parsed.success) return null;
  return Float32Array.from(parsed.data, (each) => (typeof each === 'number' ? each : Number.NaN));
}

/** A vector as base64 of little-endian 32-bit floats. Null when it can't be one. */
export function readBase64(value: string): Float32Array | null {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

const openAiSchema = z.object({
  data: z.array(z.object({ embedding: z.unknown(), index: z.int().nonnegative() })),
  model: z.string().nullish(),
});

/**
 * The reply that OpenAI made common. Servers may put `data` in any order, so `index` decides.
 *
 * @throws EndpointError `wrong_adapter`, `bad_vector`.
 */
export function readOpenAi(
  reply: unknown,
  count: number,
): { vectors: readonly Float32Array[]; model: string | null } {
  const parsed = openAiSchema.safeParse(reply);
  if (!parsed.success) throw new EndpointError('wrong_adapter', 'The reply has no list of embeddings');
  const { data, model } = parsed.data;
  const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
  const vectors = Array.from({ length: count }, (_, index) => {
    const embedding = byIndex.get(index);
    const vector = typeof embedding === 'string' ? readBase64(embedding) : readNumbers(embedding);
    if (vector === null) throw new EndpointError('bad_vector', `The reply has no vector ${index}`);
    return vector;
  });
  if (data.length !== count) {
    throw new EndpointError('bad_vector', `${data.length} vectors for ${count} inputs`, {
      details: { expected: count, got: data.length },
    });
  }
  return { vectors, model: model ?? null };
}
