import { z } from 'zod';

/** Which way a file came in, as `generated_assets.source` and `source_metadata` keep it. */
export const uploadOriginSchema = z.strictObject({
  /** Such as `uploader`, `comfyui` or `api`. */
  source: z.string().min(1).max(50),
  /** What the program that handed it in tells of it: workflow, prompt, seed, model. */
  sourceMetadata: z.record(z.string(), z.json()),
});
export type UploadOrigin = Readonly<z.infer<typeof uploadOriginSchema>>;

/** A file that a person dropped, pasted or chose. */
export const byHand: UploadOrigin = { source: 'uploader', sourceMetadata: {} };
