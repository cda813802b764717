import { z } from 'zod';
import { assetSummarySchema, assetTypeSchema } from '../domain/asset.ts';
import { brandIdSchema, projectIdSchema } from '../domain/ids.ts';
import { call } from './define.ts';

const amount = { assets: z.number(), bytes: z.number() };

export const usage = {
  summary: call({
    summary:
      'What is stored: by brand, project, type and day, and the biggest assets. Bytes of originals; trash counted apart.',
    input: z.strictObject({}),
    output: z.strictObject({
      ...amount,
      trash: z.strictObject(amount),
      /** Former files, each object once; those of trashed assets too. `assets` counts the files. */
      versions: z.strictObject(amount),
      byBrand: z.array(
        z.strictObject({ brandId: brandIdSchema, name: z.string(), color: z.string(), ...amount }),
      ),
      byProject: z.array(
        z.strictObject({
          brandId: brandIdSchema,
          projectId: projectIdSchema.nullable(),
          name: z.string().nullable(),
          ...amount,
        }),
      ),
      byType: z.array(z.strictObject({ type: assetTypeSchema, ...amount })),
      /** Added on each UTC day that has any, oldest first; `day` is YYYY-MM-DD. */
      byDay: z.array(z.strictObject({ day: z.string(), ...amount })),
      biggest: z.array(assetSummarySchema),
      /** Bytes free on the disk that holds the objects, where it can be known. */
      freeBytes: z.number().nullable(),
    }),
  }),
};
export type UsageSummary = z.infer<typeof usage.summary.output>;
