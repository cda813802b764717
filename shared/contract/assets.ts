import { z } from 'zod';
import {
  assetDetailsSchema,
  assetSummarySchema,
  assetTypeSchema,
  colorLabelSchema,
  ratingSchema,
  tagSchema,
} from '../domain/asset.ts';
import { assetIdSchema, brandIdSchema, projectIdSchema, undoIdSchema } from '../domain/ids.ts';
import { assetQuerySchema } from '../domain/query.ts';
import { plainText } from '../domain/visible-text.ts';
import { call, event } from './define.ts';
import { errorCodeSchema } from './errors.ts';

const ids = z.array(assetIdSchema).min(1).max(100_000);
const nothing = z.strictObject({});
/** Place in a sorted list; made by the main process, opaque to the renderer. */
export const cursorSchema = z.string().max(2000);

/** Whether a copy says what its original says about place, device, people, programs and its making. */
export const copyMetadataSchema = z.enum(['kept', 'removed']);
export type CopyMetadata = z.infer<typeof copyMetadataSchema>;

/** What an edit answers: the step that `assets.undo` takes back, and how many assets it changed. */
export const editReplySchema = z.strictObject({ undoId: undoIdSchema, changed: z.number() });

export const assets = {
  page: call({
    summary: 'Up to 200 assets after a cursor in the order of the query, with presigned thumbnail URLs.',
    input: z.strictObject({
      query: assetQuerySchema,
      cursor: cursorSchema.nullable(),
      limit: z.int().min(1).max(200),
    }),
    output: z.strictObject({
      assets: z.array(assetSummarySchema),
      next: cursorSchema.nullable(),
      /** When the first of the URLs expires (ms since the epoch); fetch again before. */
      urlsExpireAt: z.number(),
    }),
  }),
  outline: call({
    summary:
      'The shape of a whole result without its rows: enough to lay out the grid and to jump anywhere in it.',
    input: z.strictObject({ query: assetQuerySchema, pageSize: z.int().min(10).max(200) }),
    output: z.strictObject({
      total: z.number(),
      /** `cursors[i]` fetches the rows from `i × pageSize`; the first is null. */
      cursors: z.array(cursorSchema.nullable()),
      /** One byte an asset: aspect ratio (width ÷ height) as `round(32 × log2(ratio)) + 128`; 0 where unknown. */
      ratios: z.instanceof(Uint8Array),
      /** Runs of assets that were added on one UTC day, in order; empty when not sorted by date. `day` is YYYY-MM-DD. */
      days: z.array(z.strictObject({ day: z.string(), count: z.number() })),
    }),
  }),
  ids: call({
    summary: 'Ids of a result from one position to another, both included (select all, range selection).',
    input: z.strictObject({ query: assetQuerySchema, from: z.int().min(0), to: z.int().min(0) }),
    output: z.strictObject({ ids: z.array(assetIdSchema) }),
  }),
  facets: call({
    summary: 'Values that the filter chips offer within a scope, with counts.',
    input: z.strictObject({ query: assetQuerySchema }),
    output: z.strictObject({
      types: z.array(z.strictObject({ value: assetTypeSchema, count: z.number() })),
      formats: z.array(z.strictObject({ value: z.string(), count: z.number() })),
      tags: z.array(z.strictObject({ value: z.string(), count: z.number() })),
    }),
  }),
  get: call({
    summary: 'Everything about one asset, with presigned preview and original.',
    input: z.strictObject({ id: assetIdSchema }),
    output: assetDetailsSchema,
    errors: ['not_found'],
  }),
  summaries: call({
    summary:
      'The listed assets as the grid shows them (refresh of what is on screen; missing ones are left out).',
    input: z.strictObject({ ids: z.array(assetIdSchema).min(1).max(400) }),
    output: z.strictObject({ assets: z.array(assetSummarySchema), urlsExpireAt: z.number() }),
  }),
  downloadUrls: call({
    summary: 'Presigned GETs of originals, valid 24 hours, that save under the original name.',
    input: z.strictObject({ ids: z.array(assetIdSchema).min(1).max(500) }),
    output: z.strictObject({ urls: z.array(z.strictObject({ id: assetIdSchema, url: z.string() })) }),
  }),
  saveCopies: call({
    summary:
      'Asks for a folder and writes copies of the originals into it, each verified by its checksum. Without metadata where that is wanted: pictures and sound stay as they are, bit for bit.',
    input: z.strictObject({
      ids,
      metadata: copyMetadataSchema.default('kept'),
      /** Names this run in `copying` and `cancelCopies`. */
      run: z.uuid().nullable().default(null),
      /** An earlier run whose folder is taken without asking again; asks where it is not known any more. */
      intoFolderOf: z.uuid().nullable().default(null),
    }),
    output: z.strictObject({
      saved: z.number(),
      /** `unsupported`: metadata of its format can't be removed for certain, so nothing was written. `original_missing`: see `check`. */
      failed: z.array(z.strictObject({ id: assetIdSchema, name: z.string(), code: errorCodeSchema })),
    }),
    errors: ['disk_full', 'permission_denied'],
  }),
  original: call({
    summary: 'Whether the original of an asset is where its row says, for when it could not be loaded.',
    input: z.strictObject({ id: assetIdSchema }),
    output: z.strictObject({ state: z.enum(['there', 'missing']) }),
    errors: ['not_found'],
  }),
  cancelCopies: call({
    summary: 'Ends a run of `saveCopies`; it answers with what was saved until then.',
    input: z.strictObject({ run: z.uuid() }),
    output: nothing,
  }),
  copying: event({
    summary: 'How far a run of `saveCopies` has come.',
    payload: z.strictObject({ run: z.uuid(), done: z.number(), total: z.number() }),
  }),
  commonTags: call({
    summary: 'Tags of a selection: how many of its assets carry each.',
    input: z.strictObject({ ids }),
    output: z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), count: z.number() })) }),
  }),
  tag: call({
    summary: 'Adds and removes tags on many assets at once.',
    input: z.strictObject({ ids, add: z.array(tagSchema).max(50), remove: z.array(z.string()).max(50) }),
    output: editReplySchema,
  }),
  rate: call({
    summary: 'Sets the rating (0 takes it away) of many assets.',
    input: z.strictObject({ ids, rating: ratingSchema }),
    output: editReplySchema,
  }),
  label: call({
    summary: 'Sets or takes away the colour label of many assets.',
    input: z.strictObject({ ids, label: colorLabelSchema.nullable() }),
    output: editReplySchema,
  }),
  annotate: call({
    summary: 'Writes the note of one asset.',
    input: z.strictObject({ id: assetIdSchema, note: z.string().max(10_000) }),
    output: editReplySchema,
    errors: ['not_found'],
  }),
  rename: call({
    summary: 'Changes the name of one asset; its extension and its object stay.',
    input: z.strictObject({ id: assetIdSchema, name: z.string().overwrite(plainText).min(1).max(255) }),
    output: editReplySchema,
    errors: ['not_found'],
  }),
  move: call({
    summary: 'Moves assets to a brand and project; objects stay where they are.',
    input: z.strictObject({ ids, brandId: brandIdSchema, projectId: projectIdSchema.nullable() }),
    output: editReplySchema,
    errors: ['not_found'],
  }),
  trash: call({
    summary: 'Puts assets into the trash.',
    input: z.strictObject({ ids }),
    output: editReplySchema,
  }),
  restore: call({
    summary: 'Takes assets out of the trash.',
    input: z.strictObject({ ids }),
    output: editReplySchema,
  }),
  purge: call({
    summary:
      'Deletes trashed assets with their objects and renditions for good. `ids` null empties the trash.',
    input: z.strictObject({ ids: ids.nullable() }),
    output: z.strictObject({ purged: z.number() }),
  }),
  undo: call({
    summary: 'Takes back an edit.',
    input: z.strictObject({ undoId: undoIdSchema }),
    output: z.strictObject({ redoId: undoIdSchema, changed: z.number() }),
    errors: ['undo_expired'],
  }),
  retryRenditions: call({
    summary: 'Makes thumbnail, preview and facts again.',
    input: z.strictObject({ ids }),
    output: nothing,
  }),
};
