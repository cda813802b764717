import { z } from 'zod';
import {
  assetIdSchema,
  batchIdSchema,
  brandIdSchema,
  keptBytesIdSchema,
  projectIdSchema,
  undoIdSchema,
  uploadIdSchema,
} from '../domain/ids.ts';
import {
  conflictDecisionSchema,
  conflictPolicySchema,
  duplicateDecisionSchema,
  duplicatePolicySchema,
  endedDropSchema,
  uploadBatchSchema,
  uploadFileSchema,
  uploadStateSchema,
  uploadTargetSchema,
} from '../domain/upload.ts';
import { call, event } from './define.ts';

/** Bytes that the window hands over in one message at most. */
export const keptSliceBytes = 4 * 1024 * 1024;
/** Files and folders of one drop by themselves; what folders hold is not counted. */
export const droppedFilesLimit = 500_000;
/** The largest file that a store takes. */
const fileBytesLimit = 5 * 1024 ** 4;

const nothing = z.strictObject({});
const batchReply = z.strictObject({ batchId: batchIdSchema });

export const ingest = {
  addPaths: call({
    summary:
      'Takes files and folders by path. Called by the preload with the paths of dropped or pasted files only.',
    input: z.strictObject({
      paths: z.array(z.string().min(1).max(32_767)).min(1).max(droppedFilesLimit),
      target: uploadTargetSchema,
      duplicates: duplicatePolicySchema.optional(),
      conflicts: conflictPolicySchema.optional(),
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
  bytesSent: call({
    summary:
      'Tells how many bytes of such a PUT are sent, every now and then, also while it waits for its turn; answers whether they are still wanted.',
    input: z.strictObject({ uploadId: uploadIdSchema, bytes: z.int().min(0).max(fileBytesLimit) }),
    output: z.strictObject({ wanted: z.boolean() }),
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
    output: z.strictObject({ batches: z.array(uploadBatchSchema), pausedAll: z.boolean() }),
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
  pause: call({
    summary:
      'Holds a batch, or all that are there and to come, also over a restart; what was sent of a large file is kept.',
    input: z.strictObject({ batchId: batchIdSchema.nullable() }),
    output: nothing,
  }),
  resume: call({
    summary: 'Lets a batch go on, or all. One that goes on while all are held leaves the others held.',
    input: z.strictObject({ batchId: batchIdSchema.nullable() }),
    output: nothing,
  }),
  onScreen: call({
    summary:
      'What the person looks at comes first: single files, and what goes to the open brand or project.',
    input: z.strictObject({
      uploadIds: z.array(uploadIdSchema).max(300),
      place: z.strictObject({ brandId: brandIdSchema, projectId: projectIdSchema.nullable() }).nullable(),
    }),
    output: nothing,
  }),
  decideDuplicates: call({
    summary:
      'Settles duplicates of a batch: those that are undecided, or one whatever was decided of it before.',
    input: z.strictObject({
      batchId: batchIdSchema,
      uploadId: uploadIdSchema.nullable(),
      decision: duplicateDecisionSchema,
    }),
    output: z.strictObject({ settled: z.number() }),
    errors: ['not_found'],
  }),
  decideConflicts: call({
    summary:
      'Settles files whose name an asset of the place has: those that are undecided, or one whatever was decided of it before.',
    input: z.strictObject({
      batchId: batchIdSchema,
      uploadId: uploadIdSchema.nullable(),
      decision: conflictDecisionSchema,
    }),
    output: z.strictObject({ settled: z.number() }),
    errors: ['not_found'],
  }),
  picture: call({
    summary:
      'A small picture (WebP) of a file on its way, drawn from the file on this computer: what is seen until the asset has its thumbnail. Null where the file has none.',
    input: z.strictObject({ batchId: batchIdSchema, uploadId: uploadIdSchema }),
    output: z.strictObject({ picture: z.instanceof(Uint8Array<ArrayBuffer>).nullable() }),
    errors: ['not_found'],
  }),
  showFile: call({
    summary: "Shows the file of an upload in the system's file manager.",
    input: z.strictObject({ batchId: batchIdSchema, uploadId: uploadIdSchema }),
    output: nothing,
    errors: ['file_missing'],
  }),
  beginKept: call({
    summary:
      'Announces a file that only the window has and the store does not take now: its bytes are kept on this computer until they are in the library. It is a drop from then on; null where that has failed already, as it tells.',
    input: z.strictObject({
      name: z.string().min(1).max(255),
      size: z.int().min(0).max(fileBytesLimit),
      target: uploadTargetSchema,
    }),
    output: z.strictObject({ keptId: keptBytesIdSchema.nullable() }),
  }),
  keepSlice: call({
    summary:
      'Hands over the next bytes of such a file; answers when they are written, and whether more is wanted: not of what was cancelled or has failed, as the drop tells.',
    input: z.strictObject({
      keptId: keptBytesIdSchema,
      offset: z.int().min(0),
      bytes: z
        .instanceof(Uint8Array<ArrayBuffer>)
        .refine(({ byteLength }) => byteLength > 0 && byteLength <= keptSliceBytes),
    }),
    output: z.strictObject({ wanted: z.boolean() }),
  }),
  finishKept: call({
    summary:
      'Takes the file in, now that all of it is handed over; or, where that failed, forgets it. Null where nothing came of it.',
    input: z.strictObject({ keptId: keptBytesIdSchema, ok: z.boolean() }),
    output: z.strictObject({ batchId: batchIdSchema.nullable() }),
  }),
  history: call({
    summary: 'Drops that ended in the last 30 days, newest first.',
    input: nothing,
    output: z.strictObject({ drops: z.array(endedDropSchema) }),
  }),
  historyFiles: call({
    summary: 'Files of an ended drop, failures first.',
    input: z.strictObject({
      batchId: batchIdSchema,
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({ files: z.array(uploadFileSchema), total: z.number() }),
  }),
  added: call({
    summary:
      'The assets that a drop added and that are still there; not those that it only gave new versions.',
    input: z.strictObject({ batchId: batchIdSchema }),
    output: z.strictObject({
      assetIds: z.array(assetIdSchema),
      /** When the first and the last of them count as added; null where none is left. */
      created: z.strictObject({ first: z.string(), last: z.string() }).nullable(),
    }),
  }),
  undo: call({
    summary:
      'Puts everything that a drop added into the trash, and restores what was current before its versions where they are.',
    input: z.strictObject({ batchId: batchIdSchema }),
    output: z.strictObject({
      undoId: undoIdSchema,
      /** Assets that went to the trash. */
      changed: z.number(),
      /** Versions that were taken back. Restoring `former` does it again. */
      restored: z.array(z.strictObject({ id: assetIdSchema, former: z.int() })),
    }),
  }),
  forgetHistory: call({
    summary: 'Takes one ended drop out of the history, or all. The library stays as it is.',
    input: z.strictObject({ batchId: batchIdSchema.nullable() }),
    output: nothing,
  }),
  dismiss: call({
    summary: 'Takes a finished batch off the tray, unless a conflict of it is undecided.',
    input: z.strictObject({ batchId: batchIdSchema }),
    output: nothing,
  }),
  progress: event({
    summary:
      'Batches that changed, and their files that are running or just ended; at most four times a second.',
    payload: z.strictObject({
      batches: z.array(uploadBatchSchema),
      files: z.array(uploadFileSchema),
      pausedAll: z.boolean(),
    }),
  }),
};
