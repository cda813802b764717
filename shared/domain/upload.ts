import { z } from 'zod';
import { errorCodeSchema } from '../contract/errors.ts';
import { assetTypeSchema } from './asset.ts';
import { assetIdSchema, batchIdSchema, brandIdSchema, projectIdSchema, uploadIdSchema } from './ids.ts';

/** Where dropped files go. `brandId` null: the default brand, made when there is none yet. */
export const uploadTargetSchema = z.strictObject({
  brandId: brandIdSchema.nullable(),
  projectId: projectIdSchema.nullable(),
  /** Top-level dropped folders become projects of the brand. */
  foldersAsProjects: z.boolean(),
  tags: z.array(z.string()),
});
export type UploadTarget = z.infer<typeof uploadTargetSchema>;

/** What to do with a file whose bytes the brand already has. */
export const duplicatePolicySchema = z.enum(['skip', 'keep']);
export type DuplicatePolicy = z.infer<typeof duplicatePolicySchema>;

/** `queued` → `hashing` → `transferring` → `verifying` → `published`; `duplicate`: skipped, the brand has it. */
export const uploadStateSchema = z.enum([
  'queued',
  'hashing',
  'transferring',
  'verifying',
  'published',
  'duplicate',
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
  sentBytes: z.number(),
  state: uploadStateSchema,
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  assetId: assetIdSchema.nullable(),
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
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  total: z.number(),
  published: z.number(),
  duplicates: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  totalBytes: z.number(),
  sentBytes: z.number(),
  /** Renditions and metadata still being made. */
  processing: z.number(),
});
export type UploadBatch = z.infer<typeof uploadBatchSchema>;
