import { z } from 'zod';

/** What a run tells its guard. `kept` false: no longer to be removed. */
export const toGuardSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('spawn'),
    id: z.int(),
    file: z.string(),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    cwd: z.string(),
    /** File that gets what the process prints. */
    log: z.string(),
    /** The account it runs under; null for our own. */
    account: z.strictObject({ uid: z.int(), gid: z.int() }).nullable(),
  }),
  z.strictObject({
    type: z.literal('signal'),
    id: z.int(),
    signal: z.enum(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGKILL', 'SIGSTOP', 'SIGCONT']),
  }),
  z.strictObject({ type: z.literal('folder'), path: z.string(), kept: z.boolean() }),
  z.strictObject({ type: z.literal('container'), name: z.string(), kept: z.boolean() }),
]);
export type ToGuard = z.infer<typeof toGuardSchema>;
export type Signal = Extract<ToGuard, { type: 'signal' }>['signal'];

export const fromGuardSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('spawned'), id: z.int(), pid: z.int() }),
  z.strictObject({ type: z.literal('failed'), id: z.int(), message: z.string() }),
  z.strictObject({ type: z.literal('exited'), id: z.int(), code: z.int().nullable() }),
]);
export type FromGuard = z.infer<typeof fromGuardSchema>;
