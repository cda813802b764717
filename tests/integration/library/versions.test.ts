import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { AssetId, BrandId } from '../../../shared/domain/ids.ts';
import { inconsistencies, listObjects } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
let folders = 0;

/** A file of its own somewhere on the disk. */
async function fileOf(name: string, content: Uint8Array | string): Promise<string> {
  folders += 1;
  const folder = join(suite.folder, `files ${folders}`);
  await writeFiles(folder, { [name]: content });
  return join(folder, name);
}

async function assetOf(name: string, content: Uint8Array | string): Promise<AssetId> {
  const { files } = await suite.drop([await fileOf(name, content)], await suite.library.newTarget());
  const id = files[0]?.assetId ?? null;
  if (id === null) throw new Error(`${name} was not taken`);
  return id;
}

async function replace(assetId: AssetId, name: string, content: Uint8Array | string) {
  const place = await suite.library.versions.placeOf(assetId);
  const path = await fileOf(name, content);
  const { batchId } = await suite.library.ingest.replace({ assetId, ...place, path });
  await suite.library.idle();
  return suite.files(batchId)[0];
}

const versionsOf = async (id: AssetId) => (await suite.library.versions.list({ id })).versions;

/** The bytes that a person gets who downloads a version. */
async function bytesOf(id: AssetId, number: number): Promise<Buffer> {
  const { url } = await suite.library.versions.downloadUrl({ id, number });
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

const objects = async () => [
  ...(await listObjects(suite.library.s3, suite.library.store.buckets.assets)).keys(),
];

describe('replacing the file of an asset', () => {
  it('keeps the former file beside the new one, and everything that was said about the asset', async () => {
    const [first, second] = [await photo(1), await photo(2)];
    const id = await assetOf('hero.jpg', first);
    const { library } = suite.library;
    await library.tag({ ids: [id], add: ['spring'], remove: [] });
    await library.rate({ ids: [id], rating: 4 });
    await library.annotate({ id, note: 'for the campaign' });
    const before = await library.get({ id });

    expect(await replace(id, 'final (2).jpg', second)).toMatchObject({ state: 'published', assetId: id });

    const after = await library.get({ id });
    expect(after).toMatchObject({ name: 'hero.jpg', tags: ['spring'], rating: 4, note: 'for the campaign' });
    expect(after.createdAt).toBe(before.createdAt);
    expect(after.checksum).not.toBe(before.checksum);
    expect(after.previewUrl).not.toBe(before.previewUrl);
    expect(await versionsOf(id)).toMatchObject([
      { number: 2, isCurrent: true, name: 'hero.jpg', size: second.length, rendition: 'ready' },
      { number: 1, isCurrent: false, name: 'hero.jpg', size: first.length, rendition: 'ready' },
    ]);
    expect((await bytesOf(id, 1)).equals(first)).toBe(true);
    expect((await bytesOf(id, 2)).equals(second)).toBe(true);
    for (const { thumbnailUrl, previewUrl, createdBy } of await versionsOf(id)) {
      for (const url of [thumbnailUrl, previewUrl]) expect((await fetch(url ?? '')).status).toBe(200);
      expect(createdBy).toBe('tester');
    }
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('takes the ending of another format along, and shows what is in the new file alone', async () => {
    const id = await assetOf('sheet.jpg', await photo(3));
    await replace(id, 'anything.bin', noise(5000, 3));
    const asset = await suite.library.library.get({ id });
    expect(asset).toMatchObject({ name: 'sheet.bin', thumbnailUrl: null, width: null, colors: [] });
    expect(asset.hasVector).toBe(false);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('says so when the file is the one that is there', async () => {
    const picture = await photo(4);
    const id = await assetOf('same.jpg', picture);
    expect(await replace(id, 'again.jpg', picture)).toMatchObject({ state: 'duplicate', assetId: id });
    expect(await versionsOf(id)).toHaveLength(1);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('fails with a reason when the asset is gone meanwhile, and leaves nothing', async () => {
    const id = await assetOf('gone.jpg', await photo(5));
    const place = await suite.library.versions.placeOf(id);
    await suite.library.library.trash({ ids: [id] });
    await suite.library.purge([id]);
    const path = await fileOf('late.jpg', await photo(6));
    const { batchId } = await suite.library.ingest.replace({ assetId: id, ...place, path });
    await suite.library.idle();
    expect(suite.files(batchId)[0]).toMatchObject({
      state: 'failed',
      error: { code: 'not_found', retry: false },
    });
    await suite.library.ingest.dismiss({ batchId });
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it.each([
    ['a folder', 'not_a_file'],
    ['an empty file', 'file_empty'],
    ['a missing file', 'file_missing'],
  ])('is refused at once with %s', async (what, code) => {
    const id = await assetOf(`${what}.jpg`, await photo(7));
    const place = await suite.library.versions.placeOf(id);
    const path =
      what === 'a folder'
        ? suite.folder
        : what === 'an empty file'
          ? await fileOf('empty.txt', '')
          : '/no/such/file';
    await expect(suite.library.ingest.replace({ assetId: id, ...place, path })).rejects.toMatchObject({
      code,
    });
  });

  it('loses none of several files that come at once', async () => {
    const contents = await Promise.all([8, 9, 10, 11].map((seed) => photo(seed)));
    const id = await assetOf('busy.jpg', contents[0] ?? '');
    const place = await suite.library.versions.placeOf(id);
    await Promise.all(
      contents.slice(1).map(async (content, index) => {
        const path = await fileOf(`${index}.jpg`, content);
        await suite.library.ingest.replace({ assetId: id, ...place, path });
      }),
    );
    await suite.library.idle();
    const versions = await versionsOf(id);
    expect(versions.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    const kept = await Promise.all(versions.map(({ number }) => bytesOf(id, number)));
    for (const content of contents) expect(kept.some((one) => one.equals(content))).toBe(true);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });
});

describe('short texts, which are kept in the database', () => {
  it('have versions like any file, also where one of them is long', async () => {
    const id = await assetOf('copy.txt', 'first words');
    await replace(id, 'b.txt', 'second words');
    await replace(id, 'c.txt', 'long words '.repeat(2000));
    expect((await versionsOf(id)).map(({ text }) => text)).toEqual([null, 'second words', 'first words']);
    expect((await suite.library.library.get({ id })).text).toContain('long words');
    expect((await bytesOf(id, 1)).toString()).toBe('first words');

    await suite.library.versions.restore({ id, number: 1 });
    await suite.library.idle();
    expect(await suite.library.library.get({ id })).toMatchObject({ text: 'first words', originalUrl: null });
    expect((await bytesOf(id, 3)).toString()).toBe('long words '.repeat(2000));
    expect(await inconsistencies(suite.library)).toEqual([]);
  });
});

describe('restoring a version', () => {
  it('makes it the current one under a new number without copying it, and keeps the others', async () => {
    const [first, second] = [await photo(20), await photo(21)];
    const id = await assetOf('poster.jpg', first);
    await replace(id, 'b.jpg', second);
    const before = await objects();
    expect(await suite.library.versions.restore({ id, number: 1 })).toEqual({ number: 3, former: 2 });
    await suite.library.idle();
    expect(await versionsOf(id)).toMatchObject([
      { number: 3, isCurrent: true, isSameAsCurrent: true },
      { number: 2, isSameAsCurrent: false },
      { number: 1, isSameAsCurrent: true },
    ]);
    expect((await bytesOf(id, 3)).equals(first)).toBe(true);
    expect((await objects()).sort()).toEqual(before.sort());
    expect(await suite.library.library.get({ id })).toMatchObject({ rendition: 'ready' });
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('changes nothing when it is the current one', async () => {
    const id = await assetOf('still.jpg', await photo(22));
    expect(await suite.library.versions.restore({ id, number: 1 })).toEqual({ number: 1, former: 1 });
    expect(await versionsOf(id)).toHaveLength(1);
    await expect(suite.library.versions.restore({ id, number: 9 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('makes thumbnail, facts and colours those of the file that is current', async () => {
    const id = await assetOf('wide.jpg', await photo(23));
    const before = await suite.library.library.get({ id });
    await replace(id, 'other.bin', noise(3000, 9));
    await suite.library.versions.restore({ id, number: 1 });
    await suite.library.idle();
    const { colors, width, height, name, thumbhash } = await suite.library.library.get({ id });
    expect({ colors, width, height, name, thumbhash }).toEqual({
      colors: before.colors,
      width: before.width,
      height: before.height,
      name: 'wide.jpg',
      thumbhash: before.thumbhash,
    });
  });
});

describe('deleting versions', () => {
  it('frees what nothing else names, and only that', async () => {
    const [first, second] = [await photo(30), await photo(31)];
    const id = await assetOf('card.jpg', first);
    await replace(id, 'b.jpg', second);
    await suite.library.versions.restore({ id, number: 1 });
    await suite.library.idle();
    const before = (await objects()).length;
    // The same object is the current file's.
    expect(await suite.library.versions.remove({ id, numbers: [1] })).toEqual({ removed: 1 });
    expect(await objects()).toHaveLength(before);
    expect(await suite.library.versions.remove({ id, numbers: [2, 3, 7] })).toEqual({ removed: 1 });
    // The original of version 2 with its two renditions; version 3 is the current one.
    expect(await objects()).toHaveLength(before - 3);
    expect(await versionsOf(id)).toMatchObject([{ number: 3, isCurrent: true }]);
    expect((await bytesOf(id, 3)).equals(first)).toBe(true);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('is told in the numbers that lists show', async () => {
    const id = await assetOf('count.jpg', await photo(32));
    await replace(id, 'b.jpg', await photo(33));
    const count = async () =>
      await suite.library.db
        .selectFrom('sparklio.assets')
        .select(['version', 'versions'])
        .where('asset_id', '=', id)
        .executeTakeFirstOrThrow();
    expect(await count()).toEqual({ version: 2, versions: 2 });
    await suite.library.versions.remove({ id, numbers: [1] });
    expect(await count()).toEqual({ version: 2, versions: 1 });
  });
});

describe('notes of versions', () => {
  it('stay with their file', async () => {
    const id = await assetOf('noted.jpg', await photo(40));
    await suite.library.versions.annotate({ id, number: 1, note: 'from the shoot' });
    await replace(id, 'b.jpg', await photo(41));
    await suite.library.versions.annotate({ id, number: 2, note: 'retouched' });
    expect((await versionsOf(id)).map(({ note }) => note)).toEqual(['retouched', 'from the shoot']);
  });
});

describe('assets whose file another program replaces', () => {
  const brandOf = async (id: AssetId): Promise<BrandId> => (await suite.library.versions.placeOf(id)).brandId;

  /** As a backend would: its own object, then its own statement. */
  async function writeElsewhere(id: AssetId, content: Buffer, checksum: string | null): Promise<string> {
    const { s3, store, db } = suite.library;
    const key = `images/${await brandOf(id)}/unassigned/2026/01/01/${crypto.randomUUID()}.jpg`;
    await s3.putObject(store.buckets.assets, key, content);
    const path = `${store.buckets.assets}/${key}`;
    await sql`update public.generated_assets set minio_path = ${path}, file_size = ${content.length},
      checksum = ${checksum} where id = ${id}::uuid`.execute(db);
    return path;
  }

  it('keep the former one as a version, and are drawn anew', async () => {
    const [first, second] = [await photo(50), await photo(51)];
    const id = await assetOf('theirs.jpg', first);
    await writeElsewhere(id, second, null);
    expect(await versionsOf(id)).toMatchObject([
      { number: 2, isCurrent: true, rendition: 'pending', thumbnailUrl: null },
      { number: 1, isCurrent: false, size: first.length, rendition: 'ready' },
    ]);
    await suite.library.jobs.renderAgain([id]);
    await suite.library.idle();
    expect(await versionsOf(id)).toMatchObject([{ rendition: 'ready' }, { rendition: 'ready' }]);
    expect((await bytesOf(id, 1)).equals(first)).toBe(true);
    expect((await bytesOf(id, 2)).equals(second)).toBe(true);
  });

  it('have no new version when their bytes were only moved', async () => {
    const content = await photo(52);
    const id = await assetOf('moved.jpg', content);
    const { checksum } = await suite.library.library.get({ id });
    await writeElsewhere(id, content, `sha256:${checksum}`);
    expect(await versionsOf(id)).toHaveLength(1);
  });
});
