import { z } from 'zod';
import { assetSummarySchema } from '../domain/asset.ts';
import { assetIdSchema, brandIdSchema } from '../domain/ids.ts';
import { call, event } from './define.ts';

/** A dropped picture that was embedded for searching; lives as long as the app runs. */
export const queryImageIdSchema = z.uuid().brand<'QueryImageId'>();

export const similaritySourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('asset'), assetId: assetIdSchema }),
  z.strictObject({ kind: z.literal('image'), imageId: queryImageIdSchema }),
  /** Words, where the model has them. */
  z.strictObject({ kind: z.literal('text'), text: z.string().trim().min(1).max(500) }),
]);
export type SimilaritySource = z.infer<typeof similaritySourceSchema>;

export const vectorIndexSchema = z.strictObject({
  model: z.string(),
  /** Vectors of the model. */
  rows: z.number(),
  dimensions: z.number(),
  /** Below this many rows a scan of all is as fast and exact. */
  exactBelow: z.number(),
  kind: z.enum(['exact', 'ivfflat', 'hnsw']),
  /** ivfflat only. */
  lists: z.number().nullable(),
  bytes: z.number().nullable(),
  builtAt: z.string().nullable(),
  builtRows: z.number().nullable(),
  buildSeconds: z.number().nullable(),
  state: z.enum(['ready', 'building', 'outgrown', 'failed', 'not-supported']),
  /** 0 to 1 while building, where the server tells. */
  progress: z.number().nullable(),
  /** Iterative scans of pgvector 0.8: filtered searches reach far enough. */
  iterativeScan: z.boolean(),
  /** Share of the true ten nearest that searches find, measured on a sample of the library. */
  recall: z
    .strictObject({ at10: z.number(), sample: z.number(), p95Ms: z.number(), measuredAt: z.string() })
    .nullable(),
  /** An index of another program on the shared column, and what is thought of it. */
  shared: z
    .strictObject({
      name: z.string(),
      kind: z.string(),
      lists: z.number().nullable(),
      vectors: z.number(),
      judgement: z.enum(['good', 'built_too_early', 'too_few_lists', 'too_many_lists', 'invalid']),
      advisedLists: z.number().nullable(),
    })
    .nullable(),
});
export type VectorIndex = z.infer<typeof vectorIndexSchema>;

export const similar = {
  index: call({
    summary: 'The vector index of the open library.',
    input: z.strictObject({}),
    output: vectorIndexSchema,
  }),
  rebuildIndex: call({
    summary:
      'Builds the index anew in the background; searches go on. `shared` replaces the one on the shared column.',
    input: z.strictObject({ which: z.enum(['own', 'shared']) }),
    output: vectorIndexSchema,
    errors: ['permission_denied', 'busy'],
  }),
  measureRecall: call({
    summary: 'Compares searches by index with exact ones on a sample of the library.',
    input: z.strictObject({}),
    output: vectorIndexSchema,
    errors: ['busy'],
  }),
  indexChanged: event({
    summary: 'The index was built, is being built or was measured.',
    payload: vectorIndexSchema,
  }),
  search: call({
    summary: 'Assets that look like a picture, most similar first.',
    input: z.strictObject({
      source: similaritySourceSchema,
      /** Null searches every brand. */
      brandId: brandIdSchema.nullable(),
      /** Cosine similarity, 0 to 1; less similar ones are left out. */
      threshold: z.number().min(0).max(1),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({
      results: z.array(z.strictObject({ asset: assetSummarySchema, similarity: z.number() })),
      /** Whether every vector was compared (true) or an approximate index was used. */
      exact: z.boolean(),
      model: z.string(),
      /** Pictures in the searched scope that have no vector yet; some seconds old where counting them takes long. */
      missing: z.number(),
    }),
    /** `server_part_failed`: what makes the vector of a picture or of words is away; assets can be searched for all the same. */
    errors: ['not_found', 'no_vector', 'no_text_model', 'server_part_failed'],
  }),
  embedPath: call({
    summary: 'Embeds a dropped picture by path for searching. Called by the preload only.',
    input: z.strictObject({ path: z.string().min(1).max(32_767) }),
    output: z.strictObject({ imageId: queryImageIdSchema, name: z.string(), previewDataUrl: z.string() }),
    errors: [
      'unsupported',
      'corrupt',
      'file_missing',
      'image_too_large',
      'timeout',
      'media_crashed',
      'no_vector',
      'server_part_failed',
      'bad_vector',
      'embedding_refused',
    ],
  }),
  embedBytes: call({
    summary: 'Embeds picture bytes that only the renderer has, at most 32 MB.',
    input: z.strictObject({ name: z.string().max(255), bytes: z.instanceof(Uint8Array) }),
    output: z.strictObject({ imageId: queryImageIdSchema, name: z.string(), previewDataUrl: z.string() }),
    errors: [
      'unsupported',
      'corrupt',
      'image_too_large',
      'timeout',
      'media_crashed',
      'no_vector',
      'server_part_failed',
      'bad_vector',
      'embedding_refused',
    ],
  }),
};
