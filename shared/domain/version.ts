import { z } from 'zod';
import { assetTypeSchema, renditionStateSchema } from './asset.ts';

/** One file that an asset has or had. Dates are ISO 8601 in UTC; sizes in bytes; dimensions in px as displayed. */
export const assetVersionSchema = z.strictObject({
  /** Counts from 1; a version that was deleted leaves a gap. */
  number: z.int().min(1),
  isCurrent: z.boolean(),
  /** Has the very bytes of the current file: restored from it, or to it. */
  isSameAsCurrent: z.boolean(),
  name: z.string(),
  type: assetTypeSchema,
  mime: z.string().nullable(),
  size: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationMs: z.number().nullable(),
  pageCount: z.number().nullable(),
  checksum: z.string().nullable(),
  /** When it became the current one. */
  createdAt: z.string(),
  /** The person's name; null where nobody is known. */
  createdBy: z.string().nullable(),
  note: z.string(),
  rendition: renditionStateSchema,
  thumbhash: z.string().nullable(),
  /** Presigned GETs, as of an asset. */
  thumbnailUrl: z.string().nullable(),
  previewUrl: z.string().nullable(),
  originalUrl: z.string().nullable(),
  /** Of a short text that is kept in the database. */
  text: z.string().nullable(),
});
export type AssetVersion = z.infer<typeof assetVersionSchema>;
