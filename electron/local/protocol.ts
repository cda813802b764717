import { z } from 'zod';
import { errorCodeSchema } from '../../shared/contract/errors.ts';

const storeOptions = z.strictObject({
  /** 0 takes a free port. */
  port: z.int().min(0).max(65_535),
  accessKey: z.string(),
  secretKey: z.string(),
  allowedOrigins: z.array(z.string()),
});
export type StoreOptions = z.infer<typeof storeOptions>;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the main process tells the local services. `sql` carries the PostgreSQL protocol as it is. */
export const requestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    libraryDir: z.string(),
    templateDir: z.string().nullable(),
    store: storeOptions.nullable(),
  }),
  z.strictObject({ type: z.literal('sql'), bytes }),
  z.strictObject({ type: z.literal('close') }),
]);
export type Request = z.infer<typeof requestSchema>;

/** How the database folder came to be there. */
export const originSchema = z.enum(['existing', 'template', 'cold']);

export const replySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('opened'), storePort: z.number().nullable(), origin: originSchema }),
  z.strictObject({ type: z.literal('failed'), code: errorCodeSchema, message: z.string() }),
  z.strictObject({ type: z.literal('sql'), bytes }),
  z.strictObject({ type: z.literal('closed') }),
]);
export type Reply = z.infer<typeof replySchema>;
