import { join } from 'node:path';
import { z } from 'zod';
import { profileIdSchema } from '../../shared/domain/servers.ts';
import { parseExactJson } from './exact-json.ts';

/** Plain letters, digits and dashes: it names files. */
export const parcelIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/);
/** An `Idempotency-Key`: visible ASCII. */
export const intakeKeySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/**
 * A file that waits in the spool folder, as `<id>.json` describes it. Whoever writes one writes the file first, then
 * the description, each under another name that it then gets at once: the description's arrival hands the file in.
 */
export const parcelSchema = z.object({
  version: z.literal(1),
  id: parcelIdSchema,
  /** Under which it is handed in, exactly once; the parcel's own id unless told. */
  key: intakeKeySchema.nullish().transform((key) => key ?? null),
  /** The file beside the description: the parcel's id with an extension. */
  file: z.string().regex(/^[A-Za-z0-9-]{8,64}(\.[A-Za-z0-9]{1,16})?$/),
  name: z.string().min(1).max(255),
  brand: z
    .string()
    .max(255)
    .nullish()
    .transform((brand) => brand ?? null),
  project: z
    .string()
    .max(255)
    .nullish()
    .transform((project) => project ?? null),
  tags: z.array(z.string().max(400)).max(100).default([]),
  source: z.string().min(1).max(50),
  source_metadata: z.record(z.string(), z.json()).default({}),
  duplicates: z.enum(['skip', 'keep']).default('skip'),
  /** The library that was open when it was written; any takes it where that is not known. */
  library: z
    .union([z.literal('local'), profileIdSchema])
    .nullish()
    .transform((library) => library ?? null),
  created_at: z.iso.datetime({ offset: true }),
});
export type Parcel = z.output<typeof parcelSchema>;

/** The description of a parcel, or null for what is none. `id` is what its file's name says. */
export function parseParcel(text: string, id: string): Parcel | null {
  try {
    const parsed = parcelSchema.safeParse(parseExactJson(text));
    if (!parsed.success || parsed.data.id !== id) return null;
    const { file } = parsed.data;
    return file === id || file.startsWith(`${id}.`) ? parsed.data : null;
  } catch {
    // No JSON, or nested deeper than anything is that was meant.
    return null;
  }
}

/** The id under which ingest knows the parcel. */
export function intakeIdOf({ key, id }: Pick<Parcel, 'key' | 'id'>): string {
  return `intake:${key ?? id}`;
}

export const descriptionPath = (folder: string, id: string): string => join(folder, `${id}.json`);

/**
 * The extension of a name as the file of a parcel may have it, with its dot; empty where it has none, or one that
 * means something else in the folder.
 */
export function plainExtension(name: string): string {
  const extension = /\.([A-Za-z0-9]{1,16})$/.exec(name)?.[1]?.toLowerCase();
  return extension === undefined || extension === 'json' || extension === 'part' ? '' : `.${extension}`;
}
