import { z } from 'zod';
import { assetTypeSchema, tagSchema } from '../../../shared/domain/asset.ts';
import { assetIdSchema, brandIdSchema, projectIdSchema } from '../../../shared/domain/ids.ts';
import { plainText } from '../../../shared/domain/visible-text.ts';

/** What the intake API takes and gives: names as the tables of the library have them. */

const timestamp = z.iso.datetime().describe('ISO 8601, UTC');
/** What its rule comes to, since a document can't say it. */
const tag = tagSchema.meta({ minLength: 1, maxLength: 100 });
const record = z.record(z.string(), z.json().meta({ id: 'Json' }));

export const assetSchema = z
  .strictObject({
    asset_id: assetIdSchema,
    brand_id: brandIdSchema,
    project_id: projectIdSchema.nullable(),
    type: assetTypeSchema,
    original_name: z.string(),
    minio_path: z
      .string()
      .nullable()
      .describe('`{bucket}/{key}` of the original; null for a short text that is kept in the database'),
    file_size: z.int().describe('Bytes'),
    mime_type: z.string().nullable(),
    checksum: z.string().nullable().describe('SHA-256 of the original, in hex'),
    source: z.string().nullable(),
    source_metadata: record,
    status: z.string().describe('`active`, `archived` or `deleted`'),
    tags: z.array(z.string()),
    width: z.int().nullable().describe('Pixels as displayed'),
    height: z.int().nullable().describe('Pixels as displayed'),
    presigned_url: z.string().nullable().describe('GET of the original; null for a text in the database'),
    thumbnail_url: z.string().nullable().describe('GET of a WebP, once it was made'),
    presigned_expires_at: timestamp,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Asset' });
export type ApiAsset = z.infer<typeof assetSchema>;

const name = z.string().overwrite(plainText).min(1).max(255);

/** Where an upload goes and what is told of it; the same in a form and in JSON. */
const uploadShape = {
  brand: name
    .optional()
    .describe('Id, slug or name of the brand; without any, the first brand of the library'),
  project: name.optional().describe('Id, slug or name of a project of the brand'),
  brand_id: brandIdSchema.optional().describe('Instead of `brand`'),
  project_id: projectIdSchema.optional().describe('Instead of `project`'),
  tags: z.array(tag).max(100).default([]),
  name: name.optional().describe("The asset's name; else the file's own"),
  source: z
    .string()
    .regex(/^[a-z0-9_-]{1,50}$/)
    .default('api')
    .describe('Such as `api`, `llm`, `ollama` or `comfyui`'),
  source_metadata: record
    .default({})
    .describe('Workflow, prompt, seed, model: whatever tells how it was made'),
  duplicates: z
    .enum(['skip', 'keep'])
    .default('skip')
    .describe('What to do where the brand has the same bytes already'),
};

export const uploadFieldsSchema = z.strictObject(uploadShape).meta({ id: 'UploadForm' });
export type UploadFields = z.infer<typeof uploadFieldsSchema>;

export const pathUploadSchema = z
  .strictObject({
    path: z.string().min(1).max(32_767).describe('Absolute path of a file on this computer; the file stays'),
    ...uploadShape,
  })
  .meta({ id: 'PathUpload' });

export const uploadResultSchema = z
  .strictObject({
    ...assetSchema.shape,
    duplicate: z.boolean().describe('True where the brand had the bytes already: then this is that asset'),
    upload_id: z.string(),
  })
  .meta({ id: 'UploadResult' });

const errorShape = z.strictObject({
  code: z.string(),
  message: z.string().describe('English, for a log'),
  details: record,
});
export const errorSchema = z.strictObject({ error: errorShape }).meta({ id: 'Error' });

export const uploadStateSchema = z
  .strictObject({
    upload_id: z.string(),
    status: z
      .enum(['pending', 'published', 'duplicate', 'failed', 'cancelled'])
      .describe('`pending` goes on by itself, also after a restart of the app'),
    asset: assetSchema.nullable(),
    error: errorShape.nullable(),
  })
  .meta({ id: 'UploadState' });
export type UploadState = z.infer<typeof uploadStateSchema>;

/** Parameters in the address are text. */
const numberIn = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ type: 'integer', minimum: min, maximum: max });

export const listQuerySchema = z
  .strictObject({
    brand: name.optional().describe('Id, slug or name'),
    project: name.optional().describe('Id, slug or name; needs `brand`'),
    type: assetTypeSchema.optional(),
    tag: tag.optional(),
    q: z.string().max(200).optional().describe('Words that occur in name, tags, note or text'),
    limit: numberIn(1, 200).optional().describe('1 to 200; 50 unless told'),
    cursor: z.string().max(2000).optional().describe('`next_cursor` of the page before'),
  })
  .meta({ id: 'ListQuery' });

export const assetListSchema = z
  .strictObject({
    assets: z.array(assetSchema).describe('Newest first'),
    next_cursor: z.string().nullable().describe('Null on the last page'),
  })
  .meta({ id: 'AssetList' });

const similarShape = {
  brand: name.optional().describe('Id, slug or name; without it every brand is searched'),
  limit: z.int().min(1).max(200).default(20),
  threshold: z.number().min(0).max(1).default(0).describe('Cosine similarity below which nothing is told'),
};
export const similarToAssetSchema = z.strictObject(similarShape).meta({ id: 'SimilarToAsset' });
export const similarToTextSchema = z
  .strictObject({ text: z.string().trim().min(1).max(500), ...similarShape })
  .meta({ id: 'SimilarToText' });
export const similarFieldsSchema = z
  .strictObject({
    brand: similarShape.brand,
    limit: numberIn(1, 200).default(20),
    threshold: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .transform(Number)
      .meta({ type: 'number', minimum: 0, maximum: 1 })
      .default(0),
  })
  .meta({ id: 'SimilarForm' });

export const similarResultSchema = z
  .strictObject({
    results: z
      .array(z.strictObject({ asset: assetSchema, similarity: z.number() }))
      .describe('Most similar first'),
    exact: z.boolean().describe('Whether every vector was compared, or an approximate index used'),
    model: z.string(),
    missing: z.int().describe('Pictures that have no vector yet'),
  })
  .meta({ id: 'SimilarResult' });

export const brandListSchema = z
  .strictObject({
    brands: z.array(
      z.strictObject({
        brand_id: brandIdSchema,
        name: z.string(),
        slug: z.string(),
        projects: z.array(
          z.strictObject({ project_id: projectIdSchema, name: z.string(), slug: z.string() }),
        ),
      }),
    ),
  })
  .meta({ id: 'BrandList' });

export const healthSchema = z
  .strictObject({
    status: z.enum(['ok', 'offline', 'library_not_open']),
    library: z.string().nullable().describe('Name of the open library'),
    access: z.enum(['write', 'read']).nullable(),
    version: z.string(),
  })
  .meta({ id: 'Health' });
