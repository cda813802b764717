import { z } from 'zod';
import { assetIdSchema, brandIdSchema, projectIdSchema } from './ids.ts';
import { provenanceSchema } from './provenance.ts';
import { lineSchema } from './visible-text.ts';

export const assetTypeSchema = z.enum(['image', 'video', 'audio', 'document', 'text']);
export type AssetType = z.infer<typeof assetTypeSchema>;

export const orientationSchema = z.enum(['landscape', 'portrait', 'square']);
export type Orientation = z.infer<typeof orientationSchema>;

export const colorLabelSchema = z.enum(['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey']);
export type ColorLabel = z.infer<typeof colorLabelSchema>;

export const assetSourceSchema = z.enum(['comfyui', 'llm', 'uploader', 'api', 'manual', 'ollama']);

export const ratingSchema = z.int().min(0).max(5);
/** A tag may hold a hierarchy by `/`. */
export const tagSchema = lineSchema(100);

/** `pending`: renditions are being made; `none`: this format has no picture; `failed`: see `problem`. */
export const renditionStateSchema = z.enum(['pending', 'ready', 'none', 'failed']);

/** How the frames of a film lie in its scrub strip, row by row; sizes in px. */
export const stripLayoutSchema = z.strictObject({
  /** At even times: frame `i` of `n` shows the film at `(i + 0.5) / n` of its duration. */
  frames: z.int().min(2),
  columns: z.int().min(1),
  /** Of one frame. */
  width: z.int().min(1),
  height: z.int().min(1),
});
export type StripLayout = z.infer<typeof stripLayoutSchema>;

/** `url` is a presigned GET of the picture that holds all frames (WebP). */
export const scrubStripSchema = stripLayoutSchema.extend({ url: z.string() });
export type ScrubStrip = z.infer<typeof scrubStripSchema>;

/** One asset as the grid shows it. Dates are ISO 8601 in UTC; sizes in bytes; dimensions in px as displayed. */
export const assetSummarySchema = z.strictObject({
  id: assetIdSchema,
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  type: assetTypeSchema,
  mime: z.string().nullable(),
  name: z.string(),
  size: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationMs: z.number().nullable(),
  pageCount: z.number().nullable(),
  rating: ratingSchema,
  label: colorLabelSchema.nullable(),
  tags: z.array(z.string()),
  createdAt: z.string(),
  deletedAt: z.string().nullable(),
  rendition: renditionStateSchema,
  /** Base64 ThumbHash: the blurred placeholder before the thumbnail. */
  thumbhash: z.string().nullable(),
  /** Presigned GET of the thumbnail (WebP, long side 480 px). */
  thumbnailUrl: z.string().nullable(),
  /** Of a film: what is seen along its length. */
  strip: scrubStripSchema.nullable(),
  /** Files that there are of it, the current one included. */
  versions: z.int().min(1),
});
export type AssetSummary = z.infer<typeof assetSummarySchema>;

export const dominantColorSchema = z.strictObject({ hex: z.string(), share: z.number() });

/** What a person sees of the metadata inside the file. */
export const fileMetadataSchema = z.strictObject({
  title: z.string().nullable(),
  description: z.string().nullable(),
  creator: z.string().nullable(),
  copyright: z.string().nullable(),
  keywords: z.array(z.string()),
  camera: z.string().nullable(),
  lens: z.string().nullable(),
  exposure: z.string().nullable(),
  takenAt: z.string().nullable(),
  artist: z.string().nullable(),
  album: z.string().nullable(),
  software: z.string().nullable(),
  /** Name of the ICC profile. */
  colorProfile: z.string().nullable(),
  fontFamily: z.string().nullable(),
  fontStyle: z.string().nullable(),
  /** 1–1000; 400 is regular. */
  fontWeight: z.number().nullable(),
  /** What a variable font varies, with its range: `wght 45–920`. */
  fontAxes: z.string().nullable(),
  glyphCount: z.number().nullable(),
  /** Whether a sound brings a cover of its own, which is then its picture. */
  cover: z.boolean(),
  /** Loudness of a sound from its beginning to its end, 0–100. */
  waveform: z.array(z.number()).nullable(),
});
export type FileMetadata = z.infer<typeof fileMetadataSchema>;

/** Everything the inspector and the viewer show of one asset. */
export const assetDetailsSchema = assetSummarySchema.extend({
  brandName: z.string(),
  projectName: z.string().nullable(),
  checksum: z.string().nullable(),
  source: z.string().nullable(),
  sourceMetadata: z.record(z.string(), z.unknown()),
  uploadedBy: z.string().nullable(),
  updatedAt: z.string(),
  note: z.string(),
  colors: z.array(dominantColorSchema),
  metadata: fileMetadataSchema.nullable(),
  /** How it was made, by what its file and whoever handed it in say. */
  provenance: provenanceSchema.nullable(),
  /** Text content where there is some (text, PDF), at most 200 KB. */
  text: z.string().nullable(),
  previewUrl: z.string().nullable(),
  /** Presigned GET of the original. */
  originalUrl: z.string().nullable(),
  /** Why renditions could not be made, an error code of the contract. */
  problem: z.string().nullable(),
  hasVector: z.boolean(),
});
export type AssetDetails = z.infer<typeof assetDetailsSchema>;
