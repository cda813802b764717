import { copyFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo } from '../../support/drop-files.ts';
import { patience, type Watching, watchSuite, write } from '../../support/watch-suite.ts';

const suite = watchSuite();

const assetsOf = (folder: Watching) => suite.assets(folder.brandId);
const settled = (folder: Watching) => suite.settled(folder);

/** Asset by the path of the file that it was made of. */
function assetOf(folder: Watching, path: string): AssetId | null {
  const { files } = suite.library.watch.files({ id: folder.id, show: 'all', limit: 500 });
  return files.find((file) => file.path === path)?.assetId ?? null;
}

describe('a watched folder', () => {
  it('takes what is in it and what comes, with the place and the tags of its rule', async () => {
    const path = await suite.newFolder({ 'a.txt': 'already here', 'deep/er/b.txt': 'deeper' });
    const folder = await suite.watch(path, { tags: ['촬영'] });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['a.txt', 'b.txt']);
    await write(path, { 'new/c.jpg': await photo(1) });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['a.txt', 'b.txt', 'c.jpg']);
    await settled(folder);
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

  it('leaves alone what was there when only new files are wanted', async () => {
    const path = await suite.newFolder({ 'old.txt': 'old', 'sub/older.txt': 'older' });
    const folder = await suite.watch(path, {}, 'skip');
    await write(path, { 'new.txt': 'new' });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['new.txt']);
    // Renamed or written to by nobody, an old file is an old file.
    await rename(join(path, 'old.txt'), join(path, 'sub', 'renamed.txt'));
    suite.library.watch.look(folder.id);
    await settled(folder);
    expect(await assetsOf(folder)).toEqual(['new.txt']);
  });

  it('makes projects of the folders in it when asked to', async () => {
    const path = await suite.newFolder({ 'top.txt': 'top', '겨울/a.txt': 'a', '겨울/deep/b.txt': 'b' });
    // Windows has no such names.
    if (process.platform !== 'win32') await write(path, { ' 겨울 /c.txt': 'c', '   /d.txt': 'd' });
    const folder = await suite.watch(path, { foldersAsProjects: true });
    const count = process.platform === 'win32' ? 3 : 5;
    await expect.poll(() => assetsOf(folder), patience).toHaveLength(count);
    const { brands } = await suite.library.library.catalog();
    const projects = brands.find(({ id }) => id === folder.brandId)?.projects ?? [];
    expect(projects.map(({ name, assetCount }) => [name, assetCount])).toEqual([
      ['겨울', process.platform === 'win32' ? 2 : 3],
    ]);
  });

  it('takes hundreds of files that come at once, each once', { timeout: 120_000 }, async () => {
    const path = await suite.newFolder();
    const folder = await suite.watch(path);
    const files = Array.from({ length: 500 }, (_, index) => [`${index % 7}/${index}.txt`, `text ${index}`]);
    await write(path, Object.fromEntries(files));
    await expect.poll(() => folder.view().counts.taken, { timeout: 110_000, interval: 100 }).toBe(500);
    await settled(folder);
    expect(await assetsOf(folder)).toHaveLength(500);
    expect(folder.view().counts).toMatchObject({ duplicates: 0, failed: 0 });
  });

  it('takes nothing twice that was renamed, moved within it, touched or copied', async () => {
    const path = await suite.newFolder({
      'a.txt': 'one',
      'b.txt': 'two',
      'c.txt': 'three',
      'dir/d.txt': 'four',
      'dir/e.txt': 'five',
    });
    const folder = await suite.watch(path);
    await expect.poll(() => assetsOf(folder), patience).toHaveLength(5);
    await settled(folder);
    const [a, d] = [assetOf(folder, 'a.txt'), assetOf(folder, 'dir/d.txt')];
    await rename(join(path, 'a.txt'), join(path, 'a new name.txt'));
    await utimes(join(path, 'b.txt'), new Date(2001, 1), new Date(2001, 1));
    await copyFile(join(path, 'c.txt'), join(path, 'copy of c.txt'));
    await rename(join(path, 'dir'), join(path, 'moved'));
    await expect.poll(() => folder.view().counts.duplicates, patience).toBe(1);
    suite.library.watch.look(folder.id);
    await settled(folder);
    expect(await assetsOf(folder)).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt']);
    expect(assetOf(folder, 'a new name.txt')).toBe(a);
    expect(assetOf(folder, 'moved/d.txt')).toBe(d);
    expect(assetOf(folder, 'copy of c.txt')).toBe(assetOf(folder, 'c.txt'));
  });

  it('makes a changed file the new version of its asset, and another file in its place another asset', async () => {
    const path = await suite.newFolder({ 'poster.txt': 'first draft', 'gone.txt': 'goes' });
    const folder = await suite.watch(path);
    await expect.poll(() => assetsOf(folder), patience).toEqual(['gone.txt', 'poster.txt']);
    await settled(folder);
    const asset = assetOf(folder, 'poster.txt');
    await writeFile(join(path, 'poster.txt'), 'second draft');
    const content = () =>
      suite.library.db
        .selectFrom('public.generated_texts as t')
        .innerJoin('public.generated_assets as a', 'a.id', 't.id')
        .select('content')
        .where('brand_id', '=', folder.brandId)
        .orderBy('content')
        .execute();
    await expect.poll(content, patience).toEqual([{ content: 'goes' }, { content: 'second draft' }]);
    await settled(folder);
    expect(assetOf(folder, 'poster.txt')).toBe(asset);

    await rm(join(path, 'gone.txt'));
    suite.library.watch.look(folder.id);
    await settled(folder);
    expect(await assetsOf(folder)).toEqual(['gone.txt', 'poster.txt']);
    await write(path, { 'gone.txt': 'somebody else' });
    await expect
      .poll(content, patience)
      .toEqual([{ content: 'goes' }, { content: 'second draft' }, { content: 'somebody else' }]);
  });

  it('takes what is named in decomposed Hangul, and shows it composed', async () => {
    const path = await suite.newFolder();
    const folder = await suite.watch(path);
    await write(path, { [`${'봄'.normalize('NFD')}/${'사진'.normalize('NFD')}.txt`]: 'spring' });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['사진.txt'.normalize('NFC')]);
    suite.library.watch.look(folder.id);
    await settled(folder);
    expect(await assetsOf(folder)).toHaveLength(1);
  });

  it('takes neither unfinished nor hidden files, nor what links lead to', async () => {
    const outside = await suite.newFolder({ 'secret.txt': 'secret', 'dir/deep.txt': 'deep' });
    const path = await suite.newFolder({
      '.hidden.txt': 'hidden',
      'film.mov.part': 'part',
      'Thumbs.db': 'db',
      '.git/config.txt': 'config',
      'empty.txt': '',
    });
    await symlink(join(outside, 'secret.txt'), join(path, 'link.txt'));
    await symlink(join(outside, 'dir'), join(path, 'linked'));
    await symlink(path, join(path, 'loop'));
    const folder = await suite.watch(path);
    await write(path, { 'true.txt': 'true', 'late.crdownload': 'x' });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['true.txt']);
    await rename(join(path, 'film.mov.part'), join(path, 'film.txt'));
    await expect.poll(() => assetsOf(folder), patience).toEqual(['film.txt', 'true.txt']);
  });

  it('is paused and watched again, and then catches up', async () => {
    const path = await suite.newFolder({ 'a.txt': 'a' });
    const folder = await suite.watch(path);
    await expect.poll(() => assetsOf(folder), patience).toEqual(['a.txt']);
    await suite.library.watch.pause({ id: folder.id, paused: true });
    expect(folder.view().state).toEqual({ state: 'paused' });
    await write(path, { 'b.txt': 'b' });
    suite.library.watch.look(folder.id);
    suite.library.watch.wake();
    await suite.library.watch.idle();
    expect(await assetsOf(folder)).toEqual(['a.txt']);
    await suite.library.watch.pause({ id: folder.id, paused: false });
    await expect.poll(() => assetsOf(folder), patience).toEqual(['a.txt', 'b.txt']);
  });

  it('forgets a folder that is removed, whose files and assets stay', async () => {
    const path = await suite.newFolder({ 'a.txt': 'stays' });
    const folder = await suite.watch(path);
    await expect.poll(() => assetsOf(folder), patience).toEqual(['a.txt']);
    await settled(folder);
    await suite.library.watch.remove(folder.id);
    expect(suite.library.watch.list().map(({ id }) => id)).not.toContain(folder.id);
    await write(path, { 'b.txt': 'not taken' });
    const again = await suite.library.watch.inspect(path);
    expect(again).toMatchObject({ problem: null, known: false, files: 2, bytes: 14, more: false });
    expect(await assetsOf(folder)).toEqual(['a.txt']);
  });

  it('says why some folders can not be watched', async () => {
    const path = await suite.newFolder({ 'in/a.txt': 'a' });
    const folder = await suite.watch(path);
    const problem = async (of: string) => (await suite.library.watch.inspect(of)).problem;
    expect(await problem(path)).toEqual({ kind: 'watched', name: 'Shoot' });
    expect(await problem(join(path, 'in'))).toEqual({ kind: 'inside_watched', name: 'Shoot' });
    expect(await problem(join(path, '..'))).toEqual({ kind: 'contains_watched', name: 'Shoot' });
    expect(await problem(join(suite.folder, 'library', 'database'))).toEqual({ kind: 'app_data' });
    expect(await problem(suite.folder)).toEqual({ kind: 'app_data' });
    expect(await problem(join(path, 'nowhere'))).toEqual({ kind: 'not_a_folder' });
    const link = join(suite.folder, 'a way in');
    await symlink(path, link);
    expect(await problem(link)).toEqual({ kind: 'watched', name: 'Shoot' });
    await suite.library.watch.remove(folder.id);
  });

  it.skipIf(process.getuid?.() === 0)(
    'tells of files that may not be read, and takes them when they may',
    async () => {
      const path = await suite.newFolder();
      await writeFile(join(path, 'locked.txt'), 'locked', { mode: 0o000 });
      const folder = await suite.watch(path);
      await expect.poll(() => folder.view().counts.failed, patience).toBe(1);
      await rm(join(path, 'locked.txt'));
      await write(path, { 'locked.txt': 'open' });
      await expect.poll(() => assetsOf(folder), patience).toEqual(['locked.txt']);
    },
  );

  it('says that its brand is gone, and goes on when it has another', async () => {
    const path = await suite.newFolder();
    const folder = await suite.watch(path);
    await settled(folder);
    await suite.library.db.deleteFrom('public.brands').where('id', '=', folder.brandId).execute();
    await write(path, { 'a.txt': 'whose' });
    await expect.poll(() => folder.view().state, patience).toEqual({ state: 'error', code: 'not_found' });
    const { brandId } = await suite.library.newTarget();
    const { rule } = folder.view();
    await suite.library.watch.update({ id: folder.id, rule: { ...rule, brandId } });
    await expect.poll(() => suite.assets(brandId), patience).toEqual(['a.txt']);
  });

  it('left the library whole', async () => {
    await suite.library.idle();
    expect(await inconsistencies(suite.library)).toEqual([]);
  });
});
