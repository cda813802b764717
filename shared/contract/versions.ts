import { z } from 'zod';
import { assetIdSchema, batchIdSchema } from '../domain/ids.ts';
import { assetVersionSchema } from '../domain/version.ts';
import { copyMetadataSchema } from './assets.ts';
import { call } from './define.ts';

const number = z.int().min(1);
const one = z.strictObject({ id: assetIdSchema, number });
const batchReply = z.strictObject({ batchId: batchIdSchema });

export const versions = {
  list: call({
    summary: 'The files that an asset has and had, newest first; the first is the current one.',
    input: z.strictObject({ id: assetIdSchema }),
    output: z.strictObject({ versions: z.array(assetVersionSchema).min(1), urlsExpireAt: z.number() }),
    errors: ['not_found'],
  }),
  replacePath: call({
    summary:
      'Takes a file as the new version of an asset; it goes the way of every upload. Called by the preload with the path of a dropped file only.',
    input: z.strictObject({ id: assetIdSchema, path: z.string().min(1).max(32_767) }),
    output: batchReply,
    errors: ['not_found', 'file_missing', 'file_unreadable', 'file_empty', 'not_a_file'],
  }),
  chooseReplacement: call({
    summary:
      'Opens the file dialog and takes what was chosen as the new version of an asset; null when it was closed.',
    input: z.strictObject({ id: assetIdSchema }),
    output: z.strictObject({ batchId: batchIdSchema.nullable() }),
    errors: ['not_found', 'file_missing', 'file_unreadable', 'file_empty', 'not_a_file'],
  }),
  restore: call({
    summary: 'Makes a former file the current one again, under a new number; nothing is copied.',
    input: one,
    output: z.strictObject({
      /** Of what is the current file now, and of the one before: restoring that takes this back. */
      number,
      former: number,
    }),
    errors: ['not_found'],
  }),
  remove: call({
    summary: 'Deletes former files for good, with their objects where nothing else has them.',
    input: z.strictObject({ id: assetIdSchema, numbers: z.array(number).min(1).max(10_000) }),
    output: z.strictObject({ removed: z.number() }),
    errors: ['not_found'],
  }),
  annotate: call({
    summary: 'Writes the note of a version, the current one included.',
    input: one.extend({ note: z.string().max(2000) }),
    output: z.strictObject({}),
    errors: ['not_found'],
  }),
  downloadUrl: call({
    summary: "Presigned GET of one version, valid 24 hours, that saves under the version's own name.",
    input: one,
    output: z.strictObject({ url: z.string(), name: z.string() }),
    errors: ['not_found'],
  }),
  saveCopy: call({
    summary: 'Asks for a place and writes a copy of one version there, verified by its checksum.',
    input: one.extend({ metadata: copyMetadataSchema.optional() }),
    output: z.strictObject({ saved: z.boolean() }),
    errors: [
      ...(['not_found', 'original_missing', 'disk_full', 'permission_denied', 'verify_failed'] as const),
      // Where metadata is to be removed.
      ...(['unsupported', 'corrupt', 'truncated', 'image_too_large', 'timeout', 'media_crashed'] as const),
    ],
  }),
};
