import { z } from 'zod';
import { errorCodeSchema } from '../contract/errors.ts';
import { assetTypeSchema, tagSchema } from './asset.ts';
import { assetIdSchema, batchIdSchema, brandIdSchema, projectIdSchema, uploadIdSchema } from './ids.ts';

/** Where dropped files go. `brandId` null: the default brand, made when there is none yet. */
export const uploadTargetSchema = z.strictObject({
  brandId: brandIdSchema.nullable(),
  projectId: projectIdSchema.nullable(),
  /** Top-level dropped folders become projects of the brand. */
  foldersAsProjects: z.boolean(),
  tags: z.array(tagSchema),
});
export type UploadTarget = z.infer<typeof uploadTargetSchema>;

/**
 * What to do with a file whose bytes the brand already has: `link` puts the drop's tags on the asset that is there, and
 * puts it into the drop's project where it is in none; `ask` takes in the others and asks about these once.
 */
export const duplicatePolicySchema = z.enum(['ask', 'skip', 'link', 'keep']);
export type DuplicatePolicy = z.infer<typeof duplicatePolicySchema>;
/** What the person decides on. */
export const duplicateDecisionSchema = z.enum(['skip', 'link', 'keep']);
export type DuplicateDecision = z.infer<typeof duplicateDecisionSchema>;

/**
 * What to do with a file that has the name of an asset of its brand and project, and other bytes: `version` makes it that
 * asset's new version; `ask` takes in the others and asks about these once.
 */
export const conflictPolicySchema = z.enum(['ask', 'version', 'keep']);
export type ConflictPolicy = z.infer<typeof conflictPolicySchema>;
/** What the person decides on. */
export const conflictDecisionSchema = z.enum(['version', 'keep', 'skip']);
export type ConflictDecision = z.infer<typeof conflictDecisionSchema>;

/**
 * `queued` → `hashing` → `transferring` → `verifying` → `published`. What only the window has (clipboard, a picture from a
 * browser) begins as `receiving`, until all of it is a file on this computer. Not taken in: `duplicate`, the brand has it;
 * `conflict`, an asset of its name is there.
 */
export const uploadStateSchema = z.enum([
  'receiving',
  'queued',
  'hashing',
  'transferring',
  'verifying',
  'published',
  'duplicate',
  'conflict',
  'failed',
  'cancelled',
]);
export type UploadState = z.infer<typeof uploadStateSchema>;

export const uploadFileSchema = z.strictObject({
  id: uploadIdSchema,
  batchId: batchIdSchema,
  /** The file's name, and its folder below the dropped one (`''` at the top). */
  name: z.string(),
  folder: z.string(),
  type: assetTypeSchema.nullable(),
  size: z.number(),
  /** While it is `receiving`, what the window handed over. */
  sentBytes: z.number(),
  state: uploadStateSchema,
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  assetId: assetIdSchema.nullable(),
  /** The asset whose new version the file is to become; left out where it becomes an asset of its own. */
  replaces: assetIdSchema.optional(),
  /** What is decided of a duplicate; null for any other file. */
  duplicate: z.enum(['undecided', 'skipped', 'linked']).nullable(),
  /** What is decided of a file in conflict, whose `assetId` is the asset of its name; null for any other file. */
  conflict: z.enum(['undecided', 'skipped']).nullable(),
  /** Whether the file is one of this computer that can be shown in its folder. */
  isLocal: z.boolean(),
  error: z
    .strictObject({
      code: errorCodeSchema,
      details: z.record(z.string(), z.union([z.string(), z.number()])),
      retry: z.boolean(),
    })
    .nullable(),
});
export type UploadFile = z.infer<typeof uploadFileSchema>;

export const uploadBatchSchema = z.strictObject({
  id: batchIdSchema,
  createdAt: z.string(),
  /** A short title: the folder's or the first file's name. */
  title: z.string(),
  /** `scanning` while folders are walked and `total` still grows. */
  phase: z.enum(['scanning', 'running', 'done', 'cancelled']),
  /** Held by the person: what waits stays where it is. */
  paused: z.boolean(),
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  total: z.number(),
  /** Files whose bytes the window still hands over. */
  receiving: z.number(),
  published: z.number(),
  /** Of these, files that became new versions of assets. */
  versions: z.number(),
  duplicates: z.number(),
  /** Duplicates of which the person has not decided yet. */
  undecided: z.number(),
  conflicts: z.number(),
  /** Conflicts of which the person has not decided yet. */
  openConflicts: z.number(),
  failed: z.number(),
  /** Of these, those that another attempt may help. */
  retryable: z.number(),
  cancelled: z.number(),
  totalBytes: z.number(),
  sentBytes: z.number(),
  /** Renditions and metadata still being made. */
  processing: z.number(),
});
export type UploadBatch = z.infer<typeof uploadBatchSchema>;

/** A drop that has ended, as the history keeps it. */
export const endedDropSchema = z.strictObject({
  id: batchIdSchema,
  title: z.string(),
  brandId: brandIdSchema,
  /** Null also where its files went to several projects. */
  projectId: projectIdSchema.nullable(),
  createdAt: z.string(),
  endedAt: z.string(),
  published: z.number(),
  /** Of these, assets that are still there and not in the trash. */
  present: z.number(),
  /** Of what was published, files that became new versions. */
  versions: z.number(),
  /** What undoing the drop would still take back: its own assets that are there, and versions that are current. */
  undoable: z.number(),
  duplicates: z.number(),
  /** Files that were not taken in, because an asset of their name was there. */
  conflicts: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** Of what was published. */
  bytes: z.number(),
});
export type EndedDrop = z.infer<typeof endedDropSchema>;
