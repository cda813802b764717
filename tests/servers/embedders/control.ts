import { z } from 'zod';

export const kindSchema = z.enum(['infinity', 'vllm', 'immich', 'clip-as-service', 'ollama']);
export type KindName = z.infer<typeof kindSchema>;

/** What a test can change of a running server. */
export const controlSchema = z.strictObject({
  kind: kindSchema,
  model: z.string(),
  seed: z.int(),
  dimensions: z.int().positive(),
  knowsWords: z.boolean(),
  knowsPictures: z.boolean(),
  spoil: z.enum(['none', 'nan', 'zero', 'missing', 'extra']),
  /** The bearer key that is asked for. */
  key: z.string().nullable(),
  /** Below which path the API is, such as `/v1`. */
  prefix: z.string(),
  fault: z.enum(['none', 'overloaded', 'server-error', 'html', 'hang', 'cut', 'redirect']),
  /** So many more requests are spoilt; null for all. */
  faults: z.int().nullable(),
  /** Seconds of the header; null for none. */
  retryAfter: z.number().nullable(),
});
export type Control = z.infer<typeof controlSchema>;

export const countsSchema = z.object({
  /** Requests but those of the control page. */
  requests: z.number(),
  pictures: z.number(),
  largestBatch: z.number(),
  mostAtOnce: z.number(),
  /** Values of `authorization` that were seen. */
  keys: z.array(z.string()),
});
export type Counts = z.infer<typeof countsSchema>;

export const plainControl: Control = {
  kind: 'infinity',
  model: 'test/clip',
  seed: 1,
  dimensions: 64,
  knowsWords: true,
  knowsPictures: true,
  spoil: 'none',
  key: null,
  prefix: '',
  fault: 'none',
  faults: null,
  retryAfter: null,
};
