import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { appendFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { onStep } from '../../../electron/steps.ts';
import { uploadIdSchema } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

/** What happens to a file between two steps, by its path. */
const afterReading = new Map<string, (path: string) => void>();

const suite = ingestSuite();
const unhear = onStep(({ name, facts }) => {
  if (name !== 'ingest.hashed') return;
  const path = suite.library.board.find(uploadIdSchema.parse(facts.upload))?.path ?? '';
  afterReading.get(path)?.(path);
});
afterAll(unhear);

describe('bad input', () => {
  it('is refused with its reason while the others go on', async () => {
    const { library } = suite;
    const jpeg = await photo(10);
    const dropped = await writeFiles(join(suite.folder, 'bad'), {
      'empty.png': '',
      'fine.jpg': await photo(11),
      'truncated.jpg': jpeg.subarray(0, jpeg.length / 2),
      'really-a-png.jpg': await photo(12, 'png'),
    });
    await symlink(dropped, join(dropped, 'loop'));
    await symlink('ring', join(dropped, 'ring'));
    await symlink('moved away.png', join(dropped, 'dangling.png'));
    const target = await library.newTarget();
    const { batchId, files } = await suite.drop([dropped, join(suite.folder, 'not there')], target);
    expect(outcomes(files)).toEqual({
      'empty.png': 'file_empty',
      'fine.jpg': 'published',
      'truncated.jpg': 'published',
      'really-a-png.jpg': 'published',
      loop: 'folder_loop',
      ring: 'folder_loop',
      'dangling.png': 'broken_link',
      'not there': 'file_missing',
    });
    const stored = await library.db
      .selectFrom('sparklio.assets')
      .select(['name', 'mime', 'rendition'])
      .where('brand_id', '=', target.brandId)
      .execute();
    expect(stored).toContainEqual({ name: 'really-a-png.jpg', mime: 'image/png', rendition: 'ready' });
    expect(await inconsistencies(library, { failed: 1 })).toEqual([]);
    await library.ingest.dismiss({ batchId });
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('is kept under its name, whatever the name is', async () => {
    const { library } = suite;
    const names = [
      '겨울 세일.txt'.normalize('NFD'),
      "👠 red “heels” 'n' more.txt",
      'trailing dots...',
      `${'긴'.repeat(83)}.txt`,
    ];
    const dropped = await writeFiles(
      join(suite.folder, 'names'),
      Object.fromEntries(names.map((name) => [name, `content of ${name}`])),
    );
    const { files } = await suite.drop([dropped], await library.newTarget());
    expect(outcomes(files)).toEqual(
      Object.fromEntries(names.map((name) => [name.normalize('NFC'), 'published'])),
    );
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('is not stored when a file changes or vanishes after it was read', async () => {
    const { library } = suite;
    const dropped = await writeFiles(join(suite.folder, 'moving'), {
      'fine.jpg': await photo(20),
      'grows.jpg': await photo(21),
      'grows.txt': 'a short text',
      'grows-large.bin': noise(20_000_000, 22),
      'vanishes.jpg': await photo(23),
      'becomes-a-folder.jpg': await photo(24),
    });
    for (const name of ['grows.jpg', 'grows.txt', 'grows-large.bin']) {
      afterReading.set(join(dropped, name), (path) => appendFileSync(path, 'more'));
    }
    afterReading.set(join(dropped, 'vanishes.jpg'), (path) => rmSync(path));
    afterReading.set(join(dropped, 'becomes-a-folder.jpg'), (path) => {
      rmSync(path);
      mkdirSync(path);
    });
    const { batchId, files } = await suite.drop([dropped], await library.newTarget());
    expect(outcomes(files)).toEqual({
      'fine.jpg': 'published',
      'grows.jpg': 'file_changed',
      'grows.txt': 'file_changed',
      'grows-large.bin': 'file_changed',
      'vanishes.jpg': 'file_missing',
      'becomes-a-folder.jpg': 'file_changed',
    });
    expect(await inconsistencies(library, { failed: 5 })).toEqual([]);

    afterReading.clear();
    library.ingest.retry({ batchId, uploadId: null });
    await library.idle();
    const retried = outcomes(suite.files(batchId));
    expect(retried).toMatchObject({
      'grows.jpg': 'published',
      'grows.txt': 'published',
      'grows-large.bin': 'published',
      'vanishes.jpg': 'file_missing',
      'becomes-a-folder.jpg': 'not_a_file',
    });
    await library.ingest.dismiss({ batchId });
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('is not stored from a file that grows while its bytes are on their way', async () => {
    const { library } = suite;
    const path = join(suite.folder, 'copying.bin');
    await writeFile(path, noise(12_000_000, 30));
    const target = await library.newTarget();
    const { batchId } = await library.ingest.addPaths({ paths: [path], target });
    while (!suite.files(batchId).some(({ sentBytes }) => sentBytes > 0)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await appendFile(path, 'the rest');
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ 'copying.bin': 'file_changed' });
    await library.ingest.dismiss({ batchId });
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('is told once, also of a drop whose folders were still being walked when the app was killed', async () => {
    const dropped = await writeFiles(join(suite.folder, 'half walked'), { 'a.txt': 'a', 'z.txt': 'z' });
    await symlink('moved away.png', join(dropped, 'link.png'));
    const target = await suite.library.newTarget();
    const { batchId } = await suite.drop([dropped], target);
    await suite.library.db
      .insertInto('sparklio.scans')
      .values({
        batch_id: batchId,
        title: 'half walked',
        brand_id: target.brandId,
        project_id: null,
        paths: [dropped],
        folders_as_projects: false,
        keep_duplicates: false,
        on_duplicate: 'skip',
        on_conflict: 'keep',
        tags: [],
        created_at: new Date(),
        desktop_id: null,
        cursor_root: 0,
        cursor_path: join(dropped, 'link.png'),
      })
      .execute();
    await suite.library.close();
    const library = await suite.open();
    await library.idle();
    // What comes after the cursor is met for the first time.
    expect(suite.files(batchId).map(({ name, state }) => [name, state])).toEqual([
      ['link.png', 'failed'],
      ['z.txt', 'duplicate'],
      ['a.txt', 'published'],
      ['z.txt', 'published'],
    ]);
    await library.ingest.dismiss({ batchId });
    expect(await inconsistencies(library)).toEqual([]);
  });
});
