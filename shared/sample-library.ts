import { z } from 'zod';

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

/** A text in the app's two languages. */
const localized = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) });

const project = z.strictObject({ slug, name: localized, description: localized });

const brand = z.strictObject({
  slug,
  name: localized,
  description: localized,
  projects: z.array(project).min(1),
});

/** Licences that let a sample be passed on, by their SPDX names; NASA's pictures are in the public domain. */
export const sampleLicence = z.enum([
  'CC0-1.0',
  'CC-BY-2.0',
  'CC-BY-4.0',
  'CC-BY-SA-3.0',
  'CC-BY-SA-4.0',
  'Public domain',
]);

const file = z.strictObject({
  /** Below `sample-library/`, with `/`; ASCII, so that every archive format keeps it. */
  path: z.string().regex(/^files\/[a-z0-9-]+\.[a-z0-9]+$/),
  /** The name that a person sees, as if they had uploaded it. */
  name: z.string().min(1).max(120),
  type: z.enum(['image', 'video', 'audio', 'document', 'text']),
  mime: z.string(),
  /** Slugs; `project` is null for what belongs to the brand as a whole. */
  brand: slug,
  project: slug.nullable(),
  tags: z.array(z.string().min(1)).min(1),
  title: z.string().min(1),
  author: z.string().min(1),
  licence: sampleLicence,
  /** Where the work was found: a Debian package and the file in it, or our own making. */
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('debian'), package: z.string(), file: z.string() }),
    z.strictObject({ kind: z.literal('own') }),
  ]),
  /** What was done to the work, which the licences ask to be said. */
  changes: z.string().min(1),
});
export type SampleFile = z.infer<typeof file>;

/** `resources/sample-library/manifest.json`: every name that a file refers to exists, and no path is there twice. */
export const sampleManifestSchema = z
  .strictObject({ version: z.literal(1), brands: z.array(brand).min(1), files: z.array(file).min(1) })
  .superRefine(({ brands, files }, context) => {
    const complain = (index: number, message: string): void => {
      context.addIssue({ code: 'custom', path: ['files', index], message });
    };
    const seen = new Set<string>();
    for (const [index, { path, brand: owner, project: part }] of files.entries()) {
      if (seen.has(path)) complain(index, `${path} is listed twice`);
      seen.add(path);
      const found = brands.find((candidate) => candidate.slug === owner);
      if (found === undefined) complain(index, `There is no brand ${owner}`);
      else if (part !== null && !found.projects.some((candidate) => candidate.slug === part)) {
        complain(index, `${owner} has no project ${part}`);
      }
    }
  });
export type SampleManifest = z.infer<typeof sampleManifestSchema>;
