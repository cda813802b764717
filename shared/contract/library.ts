import { z } from 'zod';
import { entityNameSchema } from '../domain/catalog.ts';
import { profileIdSchema } from '../domain/servers.ts';
import { call, event } from './define.ts';
import { callErrorSchema } from './errors.ts';

export const libraryStatusSchema = z.discriminatedUnion('state', [
  /** No library was made yet: the welcome screen. */
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('opening'), name: z.string().nullable() }),
  z.strictObject({
    state: z.literal('open'),
    kind: z.enum(['local', 'servers']),
    /** Null for the local library. */
    profileId: profileIdSchema.nullable(),
    name: z.string(),
    environment: z.enum(['local', 'dev', 'stage', 'prod']),
    /** `read`: the person's role or key may not write; everything can still be seen. */
    access: z.enum(['write', 'read']),
  }),
  z.strictObject({
    state: z.literal('failed'),
    /** Which library was to be opened; null for the local one. */
    profileId: profileIdSchema.nullable(),
    error: callErrorSchema,
  }),
]);
export type LibraryStatus = z.infer<typeof libraryStatusSchema>;

const nothing = z.strictObject({});

export const library = {
  status: call({ summary: 'Whether a library is open.', input: nothing, output: libraryStatusSchema }),
  createLocal: call({
    summary: 'Makes the library on this computer, with or without the sample library, and opens it.',
    input: z.strictObject({ sample: z.boolean(), firstBrand: entityNameSchema.nullable() }),
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
