import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Language } from '../../shared/contract/app.ts';
import type { BrandId, ProjectId } from '../../shared/domain/ids.ts';
import { sampleManifestSchema } from '../../shared/sample-library.ts';
import type { Entry } from '../ingest/ingest.ts';
import type { OpenLibrary } from './compose.ts';

/**
 * Puts the sample library in: its brands and projects, named in the person's language, and its files by the
 * same way as any drop. Files that are there already are skipped as duplicates. The answer is their number.
 */
export async function addSampleLibrary(
  { library, ingest, changes }: OpenLibrary,
  folder: string,
  language: Language,
): Promise<number> {
  const manifest = sampleManifestSchema.parse(
    JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')),
  );
  const { brands: present } = await library.catalog();
  const places = new Map<string, { brandId: BrandId; projectId: ProjectId | null }>();

  for (const brand of manifest.brands) {
    const name = brand.name[language];
    const known = present.find((other) => other.name === name);
    const { id: brandId } = known ?? (await library.createBrand({ name }));
    places.set(brand.slug, { brandId, projectId: null });
    for (const project of brand.projects) {
      const projectName = project.name[language];
      const knownProject = known?.projects.find((other) => other.name === projectName);
      const { id } = knownProject ?? (await library.createProject({ brandId, name: projectName }));
      places.set(`${brand.slug}/${project.slug}`, { brandId, projectId: id });
    }
  }
  changes.catalog();

  const entries = await Promise.all(
    manifest.files.map(async (file): Promise<Entry> => {
      const place = places.get(file.project === null ? file.brand : `${file.brand}/${file.project}`);
      if (place === undefined) throw new Error(`The sample library names no place for ${file.path}`);
      const path = join(folder, file.path);
      const name = extname(file.name) === '' ? `${file.name}${extname(file.path)}` : file.name;
      return { path, name, size: (await stat(path)).size, tags: file.tags, ...place };
    }),
  );
  await ingest.addEntries(language === 'ko' ? '샘플 라이브러리' : 'Sample library', entries);
  return entries.length;
}
