import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { photo } from '../../support/drop-files.ts';
import { patience, watchSuite, write } from '../../support/watch-suite.ts';

const suite = watchSuite();

describe('a watched folder', () => {
  it('takes what is in it and what comes, with the place and the tags of its rule', async () => {
    const path = await suite.newFolder({ 'a.txt': 'already here', 'deep/er/b.txt': 'deeper' });
    const folder = await suite.watch(path, { tags: ['촬영'] });
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt']);
    await write(path, { 'new/c.jpg': await photo(1) });
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt', 'c.jpg']);
    await suite.settled(folder);
    expect(folder.view().counts).toMatchObject({ taken: 3, duplicates: 0, failed: 0 });
    const rows = await suite.library.db
      .selectFrom('public.generated_assets')
      .select(['tags', 'source', 'source_metadata'])
      .where('brand_id', '=', folder.brandId)
      .where('original_name', '=', 'c.jpg')
      .execute();
    expect(rows).toEqual([
      {
        tags: ['촬영'],
        source: 'uploader',
        source_metadata: { watch_folder: 'Shoot', watch_path: 'new/c.jpg' },
      },
    ]);
  });
});
