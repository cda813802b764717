/**
 * Makes `resources/sample-library/` from freely licensed works in Debian packages. To run on Debian 12, after
 * `apt-get update`:
 *
 *     npx tsx scripts/sample-library/build.ts [folder to keep the unpacked packages in]
 *     npx biome format --write resources/sample-library/manifest.json
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { type SampleFile, type SampleManifest, sampleManifestSchema } from '../../shared/sample-library.ts';
import { brands } from './brands.ts';
import { noticeOf } from './notice.ts';
import { makeOwnFiles } from './own.ts';
import { unpackPackages } from './packages.ts';
import { pictures } from './pictures.ts';
import { type PictureRecipe, type WorkId, works } from './recipe.ts';
import { changesOf, renderPicture } from './render-picture.ts';

sharp.cache(false);

const target = join(import.meta.dirname, '../../resources/sample-library');
const kept = process.argv[2];
const folder = kept === undefined ? await mkdtemp(join(tmpdir(), 'sample-library-')) : resolve(kept);
const rootOf = await unpackPackages(folder);
const pathOf = (id: WorkId): string => join(rootOf(works[id].package), works[id].file);

await rm(join(target, 'files'), { recursive: true, force: true });
await mkdir(join(target, 'files'), { recursive: true });

const files: SampleFile[] = [];
for (const recipe of pictures) {
  await renderPicture(pathOf(recipe.work), join(target, 'files', recipe.file), recipe);
  files.push(describePicture(recipe));
}
files.push(...(await makeOwnFiles(target, pathOf)));

const manifest: SampleManifest = sampleManifestSchema.parse({ version: 1, brands, files });
await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await writeFile(join(target, 'NOTICE.md'), noticeOf(manifest));
if (kept === undefined) await rm(folder, { recursive: true });
console.log(`${files.length} files`);

function describePicture(recipe: PictureRecipe): SampleFile {
  const { package: name, file, title, author, licence } = works[recipe.work];
  return {
    path: `files/${recipe.file}`,
    name: recipe.name,
    type: 'image',
    mime: recipe.file.endsWith('.webp') ? 'image/webp' : 'image/jpeg',
    brand: recipe.project[0],
    project: recipe.project[1],
    tags: [...recipe.tags],
    title,
    author,
    licence,
    source: { kind: 'debian', package: name, file },
    changes: changesOf(recipe),
  };
}
