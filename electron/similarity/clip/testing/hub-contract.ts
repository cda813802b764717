import { z } from 'zod';

const times = z.number().default(1);

/** How a test hub misbehaves with a file. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: z.number(), times }),
  /** Answers with a web page, as a gateway that wants a sign-in does. */
  z.object({ kind: z.literal('page'), times }),
  /** Takes the request and says nothing. */
  z.object({ kind: z.literal('silent'), times }),
  z.object({ kind: z.literal('loop'), times }),
  z.object({ kind: z.literal('downgrade'), times }),
  /** Up to this byte of the file. */
  z.object({ kind: z.literal('cut'), after: z.number(), times }),
  z.object({ kind: z.literal('stall'), after: z.number(), times }),
  z.object({ kind: z.literal('wrong'), times }),
  z.object({ kind: z.literal('slow'), times }),
  z.object({ kind: z.literal('untagged'), times }),
]);
export type Fault = z.infer<typeof faultSchema>;

export const faultMessage = z.object({ file: z.string(), fault: faultSchema });

export const hubMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), port: z.number() }),
  z.object({ kind: z.literal('set') }),
  z.object({
    kind: z.literal('request'),
    host: z.enum(['hub', 'cdn']),
    file: z.string(),
    range: z.string().nullable(),
    ifRange: z.string().nullable(),
  }),
]);
export type HubRequest = Extract<z.infer<typeof hubMessage>, { kind: 'request' }>;
