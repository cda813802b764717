import { appendFile, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patience, watchSuite, write } from '../../support/watch-suite.ts';

// Stands still unless a test moves it, however long that takes.
let now = 0;
const suite = watchSuite({ quietMs: 1000, lookMs: 200, pollMs: 200 }, () => now);

/** Lets what has stopped changing count as such. */
async function pass(watching: { view(): { settling: number } }, files: number): Promise<void> {
  await expect.poll(() => watching.view().settling, patience).toBe(files);
  now += 120_000;
}

describe('a file that grows slowly', () => {
  it('is taken once, when it is whole', async () => {
    const path = await suite.newFolder();
    const folder = await suite.watch(path);
    await writeFile(join(path, 'film.txt'), 'part 0');
    for (let part = 1; part <= 5; part += 1) {
      await expect.poll(() => folder.view().settling, patience).toBe(1);
      // Not long enough since the last part came.
      now += 900;
      await appendFile(join(path, 'film.txt'), `, part ${part}`);
      suite.library.watch.look(folder.id);
      await suite.library.watch.idle();
      expect(await suite.assets(folder.brandId)).toEqual([]);
    }
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['film.txt']);
    await suite.settled(folder);
    const whole = 'part 0, part 1, part 2, part 3, part 4, part 5';
    const asset = await suite.library.db
      .selectFrom('public.generated_assets')
      .select('file_size')
      .where('brand_id', '=', folder.brandId)
      .executeTakeFirst();
    expect(asset?.file_size).toBe(whole.length);
    expect(await suite.library.db.selectFrom('sparklio.asset_versions').selectAll().execute()).toEqual([]);
  });
});

describe('a folder that is not where it was', () => {
  it('is followed when it is renamed beside itself', async () => {
    const path = await suite.newFolder({ 'a.txt': 'before' });
    const folder = await suite.watch(path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    const renamed = join(dirname(path), '겨울 촬영');
    await rename(path, renamed);
    await expect.poll(() => folder.view().path, patience).toBe(renamed);
    expect(folder.view().name).toBe('겨울 촬영');
    await write(renamed, { 'b.txt': 'after' });
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt']);
  });

  it('is found again when it was renamed while the library was closed', async () => {
    const path = await suite.newFolder({ 'a.txt': 'open' });
    const folder = await suite.watch(path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    await suite.settled(folder);
    await suite.close();
    const renamed = join(dirname(path), 'Another name');
    await rename(path, renamed);
    await write(renamed, { 'b.txt': 'came meanwhile' });
    await suite.open();
    await expect
      .poll(() => suite.library.watch.list().some((one) => one.path === renamed), patience)
      .toBe(true);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt']);
  });

  it('is missing until it is located, and nothing happens to its assets', async () => {
    const path = await suite.newFolder({ 'a.txt': 'found' });
    const folder = await suite.watch(path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    await suite.settled(folder);
    const away = join(suite.folder, 'far away');
    await rename(path, away);
    await expect.poll(() => folder.view().state, patience).toEqual({ state: 'missing', reason: 'gone' });
    // As the empty place where a drive was mounted.
    await mkdir(path);
    await expect.poll(() => folder.view().state, patience).toEqual({ state: 'missing', reason: 'replaced' });
    const { problem } = await suite.library.watch.locate(folder.id, join(suite.folder, 'library'));
    expect(problem).toEqual({ kind: 'app_data' });
    await suite.library.watch.locate(folder.id, away);
    await suite.settled(folder);
    expect(folder.view()).toMatchObject({ path: away, counts: { taken: 1, duplicates: 0 } });
    expect(await suite.assets(folder.brandId)).toEqual(['a.txt']);
  });

  it('goes on by itself when its drive is back', async () => {
    const path = await suite.newFolder({ 'a.txt': 'on a drive' });
    const folder = await suite.watch(path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    await suite.settled(folder);
    const away = join(suite.folder, 'unplugged');
    await rename(path, away);
    await expect.poll(() => folder.view().state.state, patience).toBe('missing');
    await write(away, { 'b.txt': 'written elsewhere' });
    await rename(away, path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt']);
    await expect.poll(() => folder.view().counts.taken, patience).toBe(2);
  });

  it('is itself, and not a copy of it that carries its marker', async () => {
    const path = await suite.newFolder({ 'a.txt': 'original' });
    const folder = await suite.watch(path);
    await pass(folder, 1);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    await suite.settled(folder);
    await cp(path, join(dirname(path), 'A copy'), { recursive: true });
    const renamed = join(dirname(path), 'The original');
    await rename(path, renamed);
    await expect.poll(() => folder.view().path, patience).toBe(renamed);
    expect(await suite.library.watch.inspect(join(dirname(path), 'A copy'))).toMatchObject({
      problem: null,
      known: false,
    });
    await rm(join(dirname(path), 'A copy'), { recursive: true });
  });
});
