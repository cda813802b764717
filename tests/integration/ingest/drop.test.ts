import { describe, expect, it } from 'vitest';
import { inconsistencies } from '../../support/consistency.ts';
import { mixedFiles, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';
import { everything } from '../../support/library.ts';

const suite = ingestSuite();

describe('a drop of files and nested folders', () => {
  it('is published with its rows, objects, renditions and texts', async () => {
    const { library } = suite;
    const files = await mixedFiles();
    const dropped = await writeFiles(`${suite.folder}/mixed`, files);
    const target = await library.newTarget({ tags: ['winter'] });
    const { files: shown } = await suite.drop([dropped], target);
    expect(new Set(shown.map(({ state }) => state))).toEqual(new Set(['published']));
    expect(shown.map(({ folder, name }) => (folder === '' ? name : `${folder}/${name}`)).sort()).toEqual(
      Object.keys(files).sort(),
    );
    expect(await inconsistencies(library)).toEqual([]);

    const page = await library.library.page({
      query: { ...everything, scope: { kind: 'brand', brandId: target.brandId } },
      cursor: null,
      limit: 200,
    });
    const byName = new Map(page.assets.map((asset) => [asset.name, asset]));
    expect(byName.get('hero.jpg')).toMatchObject({ type: 'image', rendition: 'ready', tags: ['winter'] });
    expect(byName.get('mark.svg')).toMatchObject({ type: 'image', rendition: 'ready' });
    expect(byName.get('brochure.pdf')).toMatchObject({ type: 'document', rendition: 'ready' });
    expect(byName.get('caption.txt')).toMatchObject({ type: 'text', rendition: 'none' });
    expect(byName.get('story.md')).toMatchObject({ type: 'text', rendition: 'none' });
    expect(byName.get('data.bin')).toMatchObject({ type: 'document', rendition: 'none' });
  });

  it('makes a project of a dropped folder when asked to, once for all its files', async () => {
    const { library } = suite;
    const dropped = await writeFiles(`${suite.folder}/Summer`, { 'a.txt': 'a', 'deep/b.txt': 'b' });
    const target = await library.newTarget({ foldersAsProjects: true });
    const { files } = await suite.drop([dropped], target);
    const { brands } = await library.library.catalog();
    const projects = brands.find(({ id }) => id === target.brandId)?.projects ?? [];
    expect(projects.map(({ name }) => name)).toEqual(['Summer']);
    expect(files.map(({ projectId }) => projectId)).toEqual([projects[0]?.id, projects[0]?.id]);
  });
});

describe('bytes that the brand has', () => {
  it('are published once from one drop, and taken again only when the person keeps both', async () => {
    const { library } = suite;
    const bytes = await photo(77);
    const dropped = await writeFiles(`${suite.folder}/twice`, { 'a.jpg': bytes, 'copy of a.jpg': bytes });
    const target = await library.newTarget();
    const first = await suite.drop([dropped], target);
    expect(first.files.map(({ state }) => state).sort()).toEqual(['duplicate', 'published']);

    const again = await suite.drop([`${dropped}/a.jpg`], target);
    expect(outcomes(again.files)).toEqual({ 'a.jpg': 'duplicate' });
    const published = first.files.find(({ state }) => state === 'published');
    expect(again.files[0]?.assetId).toBe(published?.assetId);

    const [duplicate] = again.files;
    if (duplicate === undefined) throw new Error('no file');
    await library.ingest.decideDuplicates({
      batchId: again.batchId,
      uploadId: duplicate.id,
      decision: 'keep',
    });
    await library.idle();
    const kept = suite.files(again.batchId);
    expect(outcomes(kept)).toEqual({ 'a.jpg': 'published' });
    expect(kept[0]?.assetId).not.toBe(published?.assetId);
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('are taken again without asking where the drop says so, and into another brand always', async () => {
    const { library } = suite;
    const dropped = await writeFiles(`${suite.folder}/again`, { 'b.jpg': await photo(78) });
    const target = await library.newTarget();
    await suite.drop([dropped], target);
    await library.ingest.addPaths({ paths: [dropped], target, duplicates: 'keep' });
    const other = await suite.drop([dropped], await library.newTarget());
    expect(outcomes(other.files)).toEqual({ 'b.jpg': 'published' });
    const rows = await library.db
      .selectFrom('public.generated_assets')
      .select('brand_id')
      .where('original_name', '=', 'b.jpg')
      .execute();
    expect(rows.filter(({ brand_id }) => brand_id === target.brandId)).toHaveLength(2);
    expect(rows).toHaveLength(3);
  });
});
