import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const side = z.int().min(8).max(2_048);
const square = z.object({ width: side, height: side });

/** How pictures are made ready, in the words of the model's own `preprocessor_config.json`. */
const preprocessorSchema = z.object({
  size: z.union([square, z.object({ shortest_edge: side })]),
  /** Pillow's numbers: nearest, Lanczos, bilinear, bicubic. */
  resample: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(2),
  do_center_crop: z.boolean().nullish(),
  crop_size: z.union([square, side.transform((value) => ({ width: value, height: value }))]).nullish(),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  image_mean: z.tuple([z.number(), z.number(), z.number()]),
  image_std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});
export type Preprocessor = z.infer<typeof preprocessorSchema>;

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const tokenizerConfigSchema = z.looseObject({ pad_token: token.nullish() });
const tokenizerSchema = z.looseObject({ model: z.looseObject({ vocab: z.unknown() }) });
const modelSchema = z.object({ model_type: z.enum(['clip', 'siglip', 'siglip2']) });

/** How many tokens a model reads and how it was taught to see shorter texts. */
export interface TextShape {
  readonly length: number;
  /** Filled up to `length`: models of the SigLIP family have seen nothing else. */
  readonly padded: boolean;
  readonly lowercase: boolean;
}

const textShapes: Readonly<Record<z.infer<typeof modelSchema>['model_type'], TextShape>> = {
  clip: { length: 77, padded: false, lowercase: false },
  siglip: { length: 64, padded: true, lowercase: true },
  siglip2: { length: 64, padded: true, lowercase: true },
};

/** @throws Error when the file is missing or is not what it should be. */
export async function readPreprocessor(modelDir: string): Promise<Preprocessor> {
  return parseFile(modelDir, 'preprocessor_config.json', preprocessorSchema);
}

export interface TextFiles {
  readonly tokenizer: z.infer<typeof tokenizerSchema>;
  readonly config: z.infer<typeof tokenizerConfigSchema>;
  readonly shape: TextShape;
}

/** @throws Error when a file is missing or is not what it should be. */
export async function readTextFiles(modelDir: string): Promise<TextFiles> {
  const [tokenizer, config, model] = await Promise.all([
    parseFile(modelDir, 'tokenizer.json', tokenizerSchema),
    parseFile(modelDir, 'tokenizer_config.json', tokenizerConfigSchema),
    parseFile(modelDir, 'config.json', modelSchema),
  ]);
  return { tokenizer, config, shape: textShapes[model.model_type] };
}

async function parseFile<S extends z.ZodType>(folder: string, name: string, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  if (!parsed.success) throw new Error(`${name} is not as expected: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
