import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Tiny models with random weights and what other tools compute with them; see `scripts/tiny-clip/make.py`. */
export const fixtures = join(import.meta.dirname, '..', 'fixtures');

const vector = z.array(z.number());
const referenceSchema = z.object({
  images: z.record(z.string(), vector),
  texts: z.array(z.object({ label: z.string(), text: z.string(), ids: z.array(z.number()), vector })),
});

export async function readReference(
  name: 'tiny-clip' | 'tiny-siglip',
): Promise<z.infer<typeof referenceSchema>> {
  return referenceSchema.parse(JSON.parse(await readFile(join(fixtures, name, 'reference.json'), 'utf8')));
}
