import { z } from 'zod';
import { assetIdSchema, brandIdSchema, undoIdSchema } from '../domain/ids.ts';
import { call, event } from './define.ts';
import { errorCodeSchema } from './errors.ts';

const nothing = z.strictObject({});

/** What can be wrong between the rows of a library and its objects. */
export const findingKindSchema = z.enum([
  /** An asset whose object is nowhere. */
  'missing_object',
  /** The object has another size than its asset says. */
  'size_differs',
  /** The object was read, and its bytes are not those of the asset. */
  'bytes_differ',
  /** A thumbnail or preview that an asset has by its row, and that is not there. */
  'missing_rendition',
  /** An object where assets are kept, of no asset. */
  'orphan_object',
  /** A thumbnail or preview of no asset. */
  'orphan_rendition',
  /** Parts of an upload that nobody goes on with. */
  'stale_upload',
  /** Bytes that a window handed over and nobody took. */
  'temp_leftover',
  /** An object of another program. It is only told. */
  'foreign_object',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

/** `quarantined`: will be removed when its time has come; `kept`: stays as it is, and is not asked about again. */
export const findingStateSchema = z.enum(['open', 'quarantined', 'kept']);
export type FindingState = z.infer<typeof findingStateSchema>;

const findingSchema = z.strictObject({
  id: z.uuid(),
  kind: findingKindSchema,
  state: findingStateSchema,
  /** Of the asset, or the last part of the key. */
  name: z.string(),
  /** Bucket and key, as another program would name it. */
  path: z.string(),
  assetId: assetIdSchema.nullable(),
  trashed: z.boolean(),
  /** The app itself gave it up. */
  own: z.boolean(),
  /** Bytes that are there; null where there are none or it is not known. */
  size: z.number().nullable(),
  /** Bytes that there should be. */
  expectedSize: z.number().nullable(),
  firstSeen: z.string(),
  /** From when on it is removed; null for what stays. */
  removedFrom: z.string().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

const findingGroupSchema = z.strictObject({
  kind: findingKindSchema,
  open: z.number(),
  quarantined: z.number(),
  kept: z.number(),
  bytes: z.number(),
  /** Found as well, and not written down one by one. */
  unlisted: z.number(),
});
export type FindingGroup = z.infer<typeof findingGroupSchema>;

const checkWorkSchema = z.enum(['check', 'verify', 'repair']);

export const checkStatusSchema = z.strictObject({
  running: z
    .strictObject({
      /** `check`: rows against the lists of objects; `verify`: every byte too; `repair`: from files in a folder. */
      work: checkWorkSchema,
      phase: z.enum(['rows', 'objects', 'comparing', 'bytes', 'files']),
      done: z.number(),
      /** Null while it is not known. */
      total: z.number().nullable(),
      bytesDone: z.number(),
      startedAt: z.string(),
      cancelling: z.boolean(),
    })
    .nullable(),
  /** The last one that came to its end. */
  last: z
    .strictObject({
      finishedAt: z.string(),
      durationMs: z.number(),
      assets: z.number(),
      objects: z.number(),
      bytes: z.number(),
    })
    .nullable(),
  /** The last reading of every byte that came to its end, and one that was broken off and can go on. */
  verified: z
    .strictObject({ finishedAt: z.string(), assets: z.number(), bytes: z.number(), unsure: z.number() })
    .nullable(),
  unfinished: z.strictObject({ assets: z.number(), total: z.number() }).nullable(),
  /** Why the last one broke off. */
  failed: errorCodeSchema.nullable(),
  groups: z.array(findingGroupSchema),
  /** Days until something given up is removed. */
  graceDays: z.number(),
});
export type CheckStatus = z.infer<typeof checkStatusSchema>;

/** Findings of one kind: all that are open, or those named. */
const selectionSchema = z.strictObject({
  kind: findingKindSchema,
  ids: z.array(z.uuid()).min(1).max(1000).nullable(),
});
export type FindingSelection = z.infer<typeof selectionSchema>;

const changing = ['offline', 'read_only', 'permission_denied'] as const;

export const check = {
  status: call({
    summary: 'Whether a check runs, how the last one ended, and what was found so far.',
    input: nothing,
    output: checkStatusSchema,
    errors: ['offline'],
  }),
  start: call({
    summary:
      'Compares every row with the object store, and with `verify` reads every object too; goes on with a reading that was broken off.',
    input: z.strictObject({ verify: z.boolean() }),
    output: checkStatusSchema,
    errors: [...changing, 'busy'],
  }),
  cancel: call({
    summary: 'Stops what runs. What was found stays.',
    input: nothing,
    output: checkStatusSchema,
  }),
  findings: call({
    summary: 'Findings of one kind, oldest first.',
    input: z.strictObject({
      kind: findingKindSchema,
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({ findings: z.array(findingSchema), total: z.number() }),
    errors: ['offline'],
  }),
  export: call({
    summary: 'Asks for a place and writes every finding as CSV or JSON.',
    input: z.strictObject({ format: z.enum(['csv', 'json']) }),
    output: z.strictObject({ saved: z.boolean() }),
    errors: ['offline', 'permission_denied', 'disk_full'],
  }),
  repairFiles: call({
    summary:
      'Puts back what is missing or differs from files that are the very same by size and checksum: from where they were once (`former`), or from a folder that it asks for.',
    input: z.strictObject({ from: z.enum(['former', 'folder']) }),
    output: z.strictObject({
      /** False when no folder was chosen. */
      chosen: z.boolean(),
      files: z.number(),
      restored: z.number(),
      left: z.number(),
    }),
    errors: [...changing, 'busy', 'disk_full', 'cancelled'],
  }),
  makeRenditions: call({
    summary: 'Has missing thumbnails and previews made again.',
    input: nothing,
    output: z.strictObject({ queued: z.number() }),
    errors: [...changing],
  }),
  trashMissing: call({
    summary: 'Puts assets whose object is nowhere into the trash.',
    input: nothing,
    output: z.strictObject({ undoId: undoIdSchema, changed: z.number() }),
    errors: [...changing],
  }),
  restoreAssets: call({
    summary:
      'Makes assets of objects that belong to none; those whose key names no brand that there is go to `brandId`.',
    input: z.strictObject({ ids: z.array(z.uuid()).min(1).max(1000).nullable(), brandId: brandIdSchema }),
    output: z.strictObject({ restored: z.number(), left: z.number() }),
    errors: [...changing, 'not_found', 'busy'],
  }),
  decide: call({
    summary:
      'Has leftovers removed after their time (`quarantined`), lets them stay (`kept`), or takes either back (`open`).',
    input: z.strictObject({ selection: selectionSchema, state: findingStateSchema }),
    output: z.strictObject({ changed: z.number(), ids: z.array(z.uuid()) }),
    errors: [...changing, 'invalid_input'],
  }),
  changed: event({
    summary: 'A check went on or ended, or something was found or decided; at most twice a second.',
    payload: checkStatusSchema,
  }),
};
