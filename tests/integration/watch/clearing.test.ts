import { createHash } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assetIdSchema } from '../../../shared/domain/ids.ts';
import type { Afterwards } from '../../../shared/domain/watch.ts';
import { noise } from '../../support/drop-files.ts';
import { patience, type Watching, watchSuite, write } from '../../support/watch-suite.ts';

// As on drives where nobody tells of changes.
const suite = watchSuite({ hints: 'never', pollMs: 200 });
const afterThreeDays: Afterwards = { kind: 'remove', days: 3 };
const atOnce: Afterwards = { kind: 'remove', days: 0 };

async function changeRule(folder: Watching, afterwards: Afterwards): Promise<void> {
  const { rule } = folder.view();
  await suite.library.watch.update({ id: folder.id, rule: { ...rule, afterwards } });
}

const there = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes the library believe that a folder's files arrived so many days ago, as it reads when it is opened. */
async function daysPass(folder: Watching, days: number): Promise<void> {
  await suite.settled(folder);
  await suite.library.db
    .updateTable('sparklio.watched_files')
    .set({ verified_at: new Date(Date.now() - days * 24 * 3600_000) })
    .where('folder_id', '=', folder.id)
    .execute();
  await suite.close();
  await suite.open();
}

async function taken(folder: Watching, count: number): Promise<void> {
  await expect.poll(() => suite.assets(folder.brandId), patience).toHaveLength(count);
  await suite.settled(folder);
  await suite.library.idle();
}

describe('local copies that the rule removes', () => {
  it('stay for three days, then go to the trash, as they are in the library', async () => {
    const path = await suite.newFolder({ 'note.txt': 'a text', 'deep/data.bin': noise(40_000, 3) });
    const folder = await suite.watch(path, { afterwards: afterThreeDays });
    await taken(folder, 2);
    suite.library.watch.look(folder.id);
    await suite.settled(folder);
    expect(folder.view().counts).toMatchObject({ cleared: 0, heldBack: 0 });
    await daysPass(folder, 3.01);
    await expect.poll(() => folder.view().counts.cleared, patience).toBe(2);
    expect(await there(join(path, 'note.txt'))).toBe(false);
    expect(await there(join(path, 'deep/data.bin'))).toBe(false);
    const trash = await readdir(suite.trash);
    const data = trash.find((name) => name.startsWith('data.bin')) ?? '';
    expect(await readFile(join(suite.trash, data))).toEqual(noise(40_000, 3));
    expect(await suite.assets(folder.brandId)).toHaveLength(2);
    // What the person takes back from the trash stays, and is not taken in again.
    await write(path, { 'deep/data.bin': noise(40_000, 3) });
    suite.library.watch.look(folder.id);
    await suite.settled(folder);
    expect(await suite.assets(folder.brandId)).toHaveLength(2);
  });

  it('go only with what they hold now, when they were changed', async () => {
    const path = await suite.newFolder({ 'a.bin': noise(30_000, 5), 'b.bin': noise(30_000, 7) });
    const folder = await suite.watch(path);
    await taken(folder, 2);
    await suite.library.watch.pause({ id: folder.id, paused: true });
    await writeFile(join(path, 'a.bin'), noise(30_000, 9));
    await changeRule(folder, atOnce);
    await suite.library.watch.pause({ id: folder.id, paused: false });
    await expect.poll(() => folder.view().counts.cleared, patience).toBe(2);
    const asset = await suite.library.db
      .selectFrom('public.generated_assets')
      .select('checksum')
      .where('brand_id', '=', folder.brandId)
      .where('original_name', '=', 'a.bin')
      .execute();
    const now = createHash('sha256').update(noise(30_000, 9)).digest('hex');
    expect(asset).toEqual([{ checksum: now }]);
    const trash = await readdir(suite.trash);
    const copies = trash.filter((name) => name.startsWith('a.bin'));
    expect(copies).toHaveLength(1);
    expect(await readFile(join(suite.trash, copies[0] ?? ''))).toEqual(noise(30_000, 9));
  });

  it('stay when the library does not hold them any more', async () => {
    const path = await suite.newFolder({
      'lost.bin': noise(30_000, 11),
      'other bytes.bin': noise(30_000, 15),
      'in the trash.bin': noise(30_000, 13),
      'purged.txt': 'purged',
    });
    const folder = await suite.watch(path);
    await taken(folder, 4);
    const { db, store, s3 } = suite.library;
    const rows = await db
      .selectFrom('public.generated_assets')
      .select(['id', 'original_name', 'minio_path'])
      .where('brand_id', '=', folder.brandId)
      .execute();
    for (const { id, original_name: name, minio_path: at } of rows) {
      const bucket = store.buckets.assets;
      const key = at.slice(bucket.length + 1);
      if (name === 'lost.bin') await store.remove([{ bucket, key }]);
      if (name === 'other bytes.bin') await s3.putObject(bucket, key, noise(30_000, 99));
      if (name === 'in the trash.bin') await suite.library.library.trash({ ids: [assetIdSchema.parse(id)] });
      if (name === 'purged.txt')
        await db.deleteFrom('public.generated_assets').where('id', '=', id).execute();
    }
    await changeRule(folder, atOnce);
    await expect.poll(() => folder.view().counts.heldBack, patience).toBe(4);
    expect((await readdir(path)).filter((name) => !name.startsWith('.'))).toHaveLength(4);
    expect(folder.view().counts.cleared).toBe(0);
  });
});

describe('local copies that the rule moves', () => {
  it('go into a folder that is not watched, none over another', async () => {
    const afterwards: Afterwards = { kind: 'move', subfolder: '올린 파일' };
    const path = await suite.newFolder({ 'a.txt': 'first', '올린 파일/a.txt': 'was here', 'sub/b.txt': 'b' });
    const folder = await suite.watch(path, { afterwards });
    await expect.poll(() => folder.view().counts.cleared, patience).toBe(2);
    await suite.settled(folder);
    expect((await readdir(join(path, '올린 파일'))).sort()).toEqual(['a (2).txt', 'a.txt', 'sub']);
    expect(await readFile(join(path, '올린 파일', 'a (2).txt'), 'utf8')).toBe('first');
    expect(await readFile(join(path, '올린 파일', 'a.txt'), 'utf8')).toBe('was here');
    expect(await readFile(join(path, '올린 파일', 'sub', 'b.txt'), 'utf8')).toBe('b');
    expect(await suite.assets(folder.brandId)).toEqual(['a.txt', 'b.txt']);
    // The same name again is another file, and another asset.
    await write(path, { 'a.txt': 'second' });
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'a.txt', 'b.txt']);
  });
});

describe('a folder where nobody tells of changes', () => {
  it('is looked through again and again', async () => {
    const path = await suite.newFolder({ 'a.txt': 'polled' });
    const folder = await suite.watch(path);
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt']);
    expect(folder.view().polling).toBe(true);
    await write(path, { 'sub/b.txt': 'later' });
    await expect.poll(() => suite.assets(folder.brandId), patience).toEqual(['a.txt', 'b.txt']);
  });
});
