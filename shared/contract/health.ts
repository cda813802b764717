import { z } from 'zod';
import { causeSchema, serverPartSchema, warningSchema } from './connection.ts';
import { call, event } from './define.ts';

export const nodeHealthSchema = z.strictObject({
  part: serverPartSchema,
  /** `host:port`, or the name of the local part. */
  address: z.string(),
  state: z.enum(['unknown', 'ok', 'slow', 'down', 'off']),
  version: z.string().nullable(),
  latencyMs: z.number().nullable(),
  /** Medians of the last 60 minutes, oldest first; null where there was no answer or no check. */
  history: z.array(z.number().nullable()),
  /** Share of the checks of the last hour that were answered, 0 to 1. */
  answered: z.number(),
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
  usedBytes: z.number().nullable(),
  warnings: z.array(warningSchema),
  lastError: z.strictObject({ cause: causeSchema, at: z.string() }).nullable(),
  checkedAt: z.string().nullable(),
  /** Since when it has been up or down. */
  since: z.string().nullable(),
});
export type NodeHealth = z.infer<typeof nodeHealthSchema>;

export const healthSchema = z.strictObject({
  /** `offline`: a part that work needs is away; what can wait is queued. */
  state: z.enum(['ok', 'degraded', 'offline']),
  nodes: z.array(nodeHealthSchema),
  queues: z.strictObject({
    uploadsWaiting: z.number(),
    rendersWaiting: z.number(),
    embedsWaiting: z.number(),
    failed: z.number(),
  }),
  /** Desktops that have the library open, this one included. */
  desktops: z.number(),
  access: z.enum(['write', 'read']),
});
export type Health = z.infer<typeof healthSchema>;

export const health = {
  get: call({
    summary: 'How the parts of the open library are.',
    input: z.strictObject({}),
    output: healthSchema,
  }),
  checkNow: call({ summary: 'Looks again at once.', input: z.strictObject({}), output: healthSchema }),
  changed: event({
    summary: 'A part came, went or was measured; at most every few seconds.',
    payload: healthSchema,
  }),
};
