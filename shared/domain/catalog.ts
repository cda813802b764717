import { z } from 'zod';
import { brandIdSchema, projectIdSchema } from './ids.ts';
import { lineSchema } from './visible-text.ts';

export const projectStatusSchema = z.enum(['active', 'completed', 'archived']);

export const projectSchema = z.strictObject({
  id: projectIdSchema,
  brandId: brandIdSchema,
  name: z.string(),
  status: projectStatusSchema,
  assetCount: z.number(),
});
export type Project = z.infer<typeof projectSchema>;

export const brandSchema = z.strictObject({
  id: brandIdSchema,
  name: z.string(),
  archived: z.boolean(),
  /** The dot in the sidebar, `#rrggbb`; derived from the id where the brand has none. */
  color: z.string(),
  assetCount: z.number(),
  /** Assets of the brand in no project. */
  unassignedCount: z.number(),
  projects: z.array(projectSchema),
});
export type Brand = z.infer<typeof brandSchema>;

/** The sidebar in one reply. */
export const catalogSchema = z.strictObject({
  brands: z.array(brandSchema),
  counts: z.strictObject({
    all: z.number(),
    recent: z.number(),
    untagged: z.number(),
    trash: z.number(),
    /** Bytes of all assets that are not purged. */
    bytes: z.number(),
  }),
});
export type Catalog = z.infer<typeof catalogSchema>;

/** What a brand or project is called. */
export const entityNameSchema = lineSchema(120);

export const tagCountSchema = z.strictObject({ tag: z.string(), count: z.number() });
export type TagCount = z.infer<typeof tagCountSchema>;
