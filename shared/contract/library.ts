import { z } from 'zod';
import { call, event } from './define.ts';
import { callErrorSchema } from './errors.ts';

export const libraryStatusSchema = z.discriminatedUnion('state', [
  /** No library was made yet: the welcome screen. */
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('opening') }),
  z.strictObject({
    state: z.literal('open'),
    kind: z.enum(['local', 'servers']),
    name: z.string(),
    environment: z.enum(['local', 'dev', 'stage', 'prod']),
  }),
  z.strictObject({ state: z.literal('failed'), error: callErrorSchema }),
]);
export type LibraryStatus = z.infer<typeof libraryStatusSchema>;

const port = z.int().min(1).max(65_535);

/** The form of *Connect to servers*. Secrets travel only from the renderer to the main process. */
export const serverProfileInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  environment: z.enum(['dev', 'stage', 'prod']),
  database: z.strictObject({
    host: z.string().trim().min(1).max(255),
    port,
    database: z.string().trim().min(1).max(63),
    user: z.string().trim().min(1).max(63),
    password: z.string().max(1024),
  }),
  storage: z.strictObject({
    endpoint: z.string().trim().min(1).max(255),
    port,
    secure: z.boolean(),
    accessKey: z.string().trim().min(1).max(255),
    secretKey: z.string().min(1).max(1024),
    bucketPrefix: z
      .string()
      .trim()
      .max(20)
      .regex(/^[a-z0-9-]*$/),
  }),
  embedding: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }).nullable(),
});
export type ServerProfileInput = z.infer<typeof serverProfileInputSchema>;

const nothing = z.strictObject({});

export const library = {
  status: call({ summary: 'Whether a library is open.', input: nothing, output: libraryStatusSchema }),
  createLocal: call({
    summary: 'Makes the library on this computer, with or without the sample library, and opens it.',
    input: z.strictObject({ sample: z.boolean(), firstBrand: z.string().max(120).nullable() }),
    output: libraryStatusSchema,
    errors: ['disk_full', 'permission_denied', 'library_damaged'],
  }),
  reopen: call({
    summary: 'Tries again to open the library after a failure.',
    input: nothing,
    output: libraryStatusSchema,
    errors: ['library_locked', 'library_damaged', 'library_newer', 'disk_full', 'permission_denied'],
  }),
  addSample: call({
    summary: 'Puts the sample library into the open library.',
    input: nothing,
    output: z.strictObject({ files: z.number() }),
    errors: ['disk_full'],
  }),
  connectServers: call({
    summary: 'Connects to servers. Answers `not_available_yet` in this version.',
    input: serverProfileInputSchema,
    output: libraryStatusSchema,
    errors: ['not_available_yet'],
  }),
  statusChanged: event({ summary: 'The library opened, closed or failed.', payload: libraryStatusSchema }),
  changed: event({
    summary: 'What is in the library changed; the renderer fetches again what it shows of it.',
    payload: z.strictObject({
      /** `assets`: set or order of assets; `asset-details`: facts of the listed assets only. */
      what: z.enum(['assets', 'asset-details', 'catalog', 'tags']),
      assetIds: z.array(z.uuid()),
    }),
  }),
};
