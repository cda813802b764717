import { z } from 'zod';
import { assetSummarySchema } from '../domain/asset.ts';
import { assetIdSchema, brandIdSchema } from '../domain/ids.ts';
import { call } from './define.ts';

/** A dropped picture that was embedded for searching; lives as long as the app runs. */
export const queryImageIdSchema = z.uuid().brand<'QueryImageId'>();

export const similaritySourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('asset'), assetId: assetIdSchema }),
  z.strictObject({ kind: z.literal('image'), imageId: queryImageIdSchema }),
]);
export type SimilaritySource = z.infer<typeof similaritySourceSchema>;

export const similar = {
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
      /** Pictures in the searched scope that have no vector yet. */
      missing: z.number(),
    }),
    errors: ['not_found', 'no_vector'],
  }),
  embedPath: call({
    summary: 'Embeds a dropped picture by path for searching. Called by the preload only.',
    input: z.strictObject({ path: z.string().min(1).max(32_767) }),
    output: z.strictObject({ imageId: queryImageIdSchema, name: z.string(), previewDataUrl: z.string() }),
    errors: ['unsupported', 'corrupt', 'file_missing', 'image_too_large', 'timeout', 'media_crashed'],
  }),
  embedBytes: call({
    summary: 'Embeds picture bytes that only the renderer has, at most 32 MB.',
    input: z.strictObject({ name: z.string().max(255), bytes: z.instanceof(Uint8Array) }),
    output: z.strictObject({ imageId: queryImageIdSchema, name: z.string(), previewDataUrl: z.string() }),
    errors: ['unsupported', 'corrupt', 'image_too_large', 'timeout', 'media_crashed'],
  }),
};
