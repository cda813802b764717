import { z } from 'zod';
import { assetIdSchema } from '../domain/ids.ts';
import { call, event } from './define.ts';
import { errorCodeSchema } from './errors.ts';

export const jobKindSchema = z.enum(['render', 'embed']);

const summary = z.strictObject({
  waiting: z.record(jobKindSchema, z.number()),
  running: z.number(),
  failed: z.number(),
  /** Pictures with a vector of the present model, and all pictures. */
  embedded: z.number(),
  embeddable: z.number(),
});
export type JobsSummary = z.infer<typeof summary>;

export const jobs = {
  summary: call({ summary: 'Work in the background.', input: z.strictObject({}), output: summary }),
  failures: call({
    summary: 'Jobs that were given up, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(500) }),
    output: z.strictObject({
      failures: z.array(
        z.strictObject({
          id: z.uuid(),
          kind: jobKindSchema,
          assetId: assetIdSchema.nullable(),
          assetName: z.string().nullable(),
          code: errorCodeSchema,
          failedAt: z.string(),
        }),
      ),
    }),
  }),
  retryFailures: call({
    summary: 'Queues given-up jobs again.',
    input: z.strictObject({}),
    output: z.strictObject({ queued: z.number() }),
  }),
  changed: event({
    summary: 'The amount of background work changed; at most twice a second.',
    payload: summary,
  }),
};
