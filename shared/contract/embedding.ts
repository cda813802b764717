import { z } from 'zod';
import { clipModelIdSchema, embeddingChoiceSchema } from '../domain/servers.ts';
import { causeSchema, partCheckSchema } from './connection.ts';
import { call, event } from './define.ts';

const nothing = z.strictObject({});

export const clipStateSchema = z.strictObject({
  model: clipModelIdSchema,
  /** Bytes to download and of the files on disk; SHA-256 is checked of each file where it is known. */
  totalBytes: z.number(),
  /** False until the server has told the size of every file: then `totalBytes` is about right only. */
  sizeKnown: z.boolean(),
  haveBytes: z.number(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string().nullable() })),
  dimensions: z.number(),
  languages: z.enum(['english', 'many']),
  state: z.enum(['absent', 'downloading', 'verifying', 'ready', 'failed']),
  bytesPerSecond: z.number().nullable(),
  problem: z
    .enum(['offline', 'not_found', 'stalled', 'checksum', 'disk_full', 'unreadable', 'server_error'])
    .nullable(),
});
export type ClipState = z.infer<typeof clipStateSchema>;

export const embeddingStatusSchema = z.strictObject({
  choice: embeddingChoiceSchema,
  hasKey: z.boolean(),
  /** The model whose vectors searches use now; empty while there are none. */
  searching: z.string(),
  /** The model that vectors are being made with; differs from `searching` until its vectors are complete. */
  model: z.string(),
  dimensions: z.number(),
  /** Whether `searching` has words. */
  text: z.boolean(),
  /** Pictures with a vector of `model`, those that can't have one, and all. */
  embedded: z.number(),
  failed: z.number(),
  total: z.number(),
  /** `away`: the endpoint does not answer and is tried again by itself. */
  state: z.enum(['ready', 'embedding', 'away']),
  /** Why it is away. `wrong_model`: another model answers under the same name; `model_missing`: its files are not on this computer. */
  problem: z.union([causeSchema, z.literal('model_missing')]).nullable(),
});
export type EmbeddingStatus = z.infer<typeof embeddingStatusSchema>;

export const embedding = {
  status: call({
    summary: 'The embedder of the open library.',
    input: nothing,
    output: embeddingStatusSchema,
  }),
  probe: call({
    summary: 'Sends one picture and one text to an embedder and tells what came back.',
    input: z.strictObject({ choice: embeddingChoiceSchema, key: z.string().max(1024).nullable() }),
    output: partCheckSchema,
  }),
  choose: call({
    summary: 'Changes the embedder of the library; vectors are made anew in the background.',
    input: z.strictObject({ choice: embeddingChoiceSchema, key: z.string().max(1024).nullable() }),
    output: embeddingStatusSchema,
    errors: ['server_part_failed', 'permission_denied', 'read_only', 'model_missing'],
  }),
  clip: call({
    summary: 'What is there of the CLIP models on this computer.',
    input: nothing,
    output: z.strictObject({ models: z.array(clipStateSchema) }),
  }),
  downloadClip: call({
    summary:
      'Starts or resumes the download of a CLIP model, from the hub, a mirror, or a folder that is asked for.',
    input: z.strictObject({
      model: clipModelIdSchema,
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('hub') }),
        z.strictObject({ kind: z.literal('mirror'), url: z.url({ protocol: /^https?$/ }).max(2048) }),
        z.strictObject({ kind: z.literal('folder') }),
      ]),
    }),
    output: clipStateSchema,
  }),
  cancelClip: call({
    summary: 'Stops a download; what arrived is kept for resuming.',
    input: z.strictObject({ model: clipModelIdSchema }),
    output: clipStateSchema,
  }),
  removeClip: call({
    summary: 'Removes the files of a CLIP model from this computer.',
    input: z.strictObject({ model: clipModelIdSchema }),
    output: clipStateSchema,
    errors: ['model_in_use'],
  }),
  changed: event({ summary: 'The embedder or its progress changed.', payload: embeddingStatusSchema }),
  clipChanged: event({ summary: 'A download went on, at most twice a second.', payload: clipStateSchema }),
};
