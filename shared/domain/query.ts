import { z } from 'zod';
import { assetTypeSchema, colorLabelSchema, orientationSchema, ratingSchema } from './asset.ts';
import { brandIdSchema, projectIdSchema } from './ids.ts';
import { madeByAiSchema } from './provenance.ts';

/** Where to look: the row that is chosen in the sidebar. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('recent') }),
  z.strictObject({ kind: z.literal('untagged') }),
  z.strictObject({ kind: z.literal('trash') }),
  z.strictObject({ kind: z.literal('brand'), brandId: brandIdSchema }),
  /** `projectId` null: the assets of the brand that are in no project. */
  z.strictObject({
    kind: z.literal('project'),
    brandId: brandIdSchema,
    projectId: projectIdSchema.nullable(),
  }),
]);
export type Scope = z.infer<typeof scopeSchema>;

export const tagFilterSchema = z.strictObject({
  mode: z.enum(['all', 'any', 'none']),
  values: z.array(z.string()).min(1).max(50),
});

/** The chips of the filter bar; an absent key does not filter. Sizes in bytes; dates ISO 8601 UTC, `to` exclusive. */
export const filtersSchema = z.strictObject({
  types: z.array(assetTypeSchema).min(1).optional(),
  /** MIME types, such as `image/png`. */
  formats: z.array(z.string().max(100)).min(1).max(50).optional(),
  orientations: z.array(orientationSchema).min(1).optional(),
  tags: tagFilterSchema.optional(),
  minRating: ratingSchema.min(1).optional(),
  labels: z.array(colorLabelSchema).min(1).optional(),
  /** What is said about AI; `unknown` are the assets of which nothing is said. */
  ai: z.array(madeByAiSchema).min(1).optional(),
  size: z
    .strictObject({ min: z.number().nonnegative().optional(), max: z.number().nonnegative().optional() })
    .optional(),
  created: z.strictObject({ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() }).optional(),
});
export type Filters = z.infer<typeof filtersSchema>;

export const sortSchema = z.strictObject({
  by: z.enum(['created', 'name', 'size', 'rating']),
  direction: z.enum(['asc', 'desc']),
});
export type Sort = z.infer<typeof sortSchema>;

export const assetQuerySchema = z.strictObject({
  scope: scopeSchema,
  /** Words that must all occur in name, tags, note, text content, or in prompt and model. */
  text: z.string().max(200),
  filters: filtersSchema,
  sort: sortSchema,
});
export type AssetQuery = z.infer<typeof assetQuerySchema>;
