import { z } from 'zod';

/** Any 128 bits that the database takes for a uuid: other programs number their rows as they like. */
const uuid = z.guid();

export const brandIdSchema = uuid.brand<'BrandId'>();
export const projectIdSchema = uuid.brand<'ProjectId'>();
export const assetIdSchema = uuid.brand<'AssetId'>();
/** One drop, paste or choice of files. */
export const batchIdSchema = uuid.brand<'BatchId'>();
/** One file of a batch on its way into the library. */
export const uploadIdSchema = uuid.brand<'UploadId'>();
/** Bytes that the window is handing over. */
export const keptBytesIdSchema = uuid.brand<'KeptBytesId'>();
/** A step that can be undone. */
export const undoIdSchema = uuid.brand<'UndoId'>();

export type BrandId = z.infer<typeof brandIdSchema>;
export type ProjectId = z.infer<typeof projectIdSchema>;
export type AssetId = z.infer<typeof assetIdSchema>;
export type BatchId = z.infer<typeof batchIdSchema>;
export type UploadId = z.infer<typeof uploadIdSchema>;
export type KeptBytesId = z.infer<typeof keptBytesIdSchema>;
export type UndoId = z.infer<typeof undoIdSchema>;
