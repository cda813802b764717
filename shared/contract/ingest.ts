import { z } from 'zod';
import { batchIdSchema, uploadIdSchema } from '../domain/ids.ts';
import {
  duplicatePolicySchema,
  uploadBatchSchema,
  uploadFileSchema,
  uploadStateSchema,
  uploadTargetSchema,
} from '../domain/upload.ts';
import { call, event } from './define.ts';

const nothing = z.strictObject({});
const batchReply = z.strictObject({ batchId: batchIdSchema });

export const ingest = {
  addPaths: call({
    summary:
      'Takes files and folders by path. Called by the preload with the paths of dropped or pasted files only.',
    input: z.strictObject({
      paths: z.array(z.string().min(1).max(32_767)).min(1).max(10_000),
      target: uploadTargetSchema,
      duplicates: duplicatePolicySchema.optional(),
    }),
    output: batchReply,
    errors: ['disk_full'],
  }),
  chooseFiles: call({
    summary: 'Opens the file or folder dialog and takes what was chosen; null when it was closed.',
    input: z.strictObject({ kind: z.enum(['files', 'folder']), target: uploadTargetSchema }),
    output: z.strictObject({ batchId: batchIdSchema.nullable() }),
  }),
  beginBytes: call({
    summary:
      'Announces bytes that only the renderer has (clipboard, image from a browser) and gets presigned PUTs for them.',
    input: z.strictObject({
      files: z
        .array(
          z.strictObject({
            name: z.string().min(1).max(255),
            size: z.number().nonnegative(),
            mime: z.string().max(100),
          }),
        )
        .min(1)
        .max(100),
      target: uploadTargetSchema,
    }),
    output: z.strictObject({
      batchId: batchIdSchema,
      uploads: z.array(z.strictObject({ id: uploadIdSchema, url: z.string() })),
    }),
  }),
  finishBytes: call({
    summary:
      'Tells that the presigned PUT of one upload is done (or failed); it is verified and published like any other.',
    input: z.strictObject({ uploadId: uploadIdSchema, ok: z.boolean() }),
    output: nothing,
    errors: ['not_found'],
  }),
  batches: call({
    summary: 'The drops of this session and those that a restart found unfinished, newest first.',
    input: nothing,
    output: z.strictObject({ batches: z.array(uploadBatchSchema) }),
  }),
  files: call({
    summary: 'Files of a batch, failures first, then running, queued and done.',
    input: z.strictObject({
      batchId: batchIdSchema,
      states: z.array(uploadStateSchema).nullable(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({ files: z.array(uploadFileSchema), total: z.number() }),
  }),
  cancel: call({
    summary: 'Cancels a batch or one file of it; what is published stays.',
    input: z.strictObject({ batchId: batchIdSchema, uploadId: uploadIdSchema.nullable() }),
    output: nothing,
  }),
  retry: call({
    summary: 'Tries failed files again: one, or all of a batch that can be retried.',
    input: z.strictObject({ batchId: batchIdSchema, uploadId: uploadIdSchema.nullable() }),
    output: nothing,
  }),
  keepDuplicate: call({
    summary: 'Takes a file in although the brand has its bytes already.',
    input: z.strictObject({ batchId: batchIdSchema, uploadId: uploadIdSchema }),
    output: nothing,
    errors: ['not_found'],
  }),
  dismiss: call({
    summary: 'Takes a finished batch off the tray.',
    input: z.strictObject({ batchId: batchIdSchema }),
    output: nothing,
  }),
  progress: event({
    summary:
      'Batches that changed, and their files that are running or just ended; at most four times a second.',
    payload: z.strictObject({ batches: z.array(uploadBatchSchema), files: z.array(uploadFileSchema) }),
  }),
};
