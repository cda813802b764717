import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { pngWithText } from '../../../electron/media/testing/png.ts';
import { sample } from '../../../electron/media/testing/samples.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { noise, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { smallDisk } from '../../support/small-disk.ts';

const suite = ingestSuite();
const secret = 'A prompt that nobody else may read';

const plain = (colour: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: colour } })
    .png()
    .toBuffer();

/** Publishes files and answers their ids by name. */
async function published(
  folder: string,
  files: Record<string, string | Buffer>,
): Promise<Map<string, AssetId>> {
  const dropped = await writeFiles(join(suite.folder, folder), files);
  const { files: shown } = await suite.drop([dropped], await suite.library.newTarget());
  return new Map(shown.flatMap(({ name, assetId }) => (assetId === null ? [] : [[name, assetId] as const])));
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(suite.folder, name);
  await mkdir(folder);
  return folder;
}

const whole = async (name: string): Promise<Buffer> =>
  pngWithText(await plain(name), { prompt: `{"1": "${secret}"}` });

describe('copies without metadata', () => {
  it('hold the same pictures and say nothing, and what can not be is told and not written', async () => {
    const files = {
      '눈 길.png': await whole('#aabbcc'),
      'claimed.jpg': await sample('claimed.jpg'),
      'note.txt': '겨울\r\n',
      'plan.docx': await sample('plan.docx'),
      'cut.jpg': (await sample('claimed-photo.jpg')).subarray(0, -500),
    };
    const ids = await published('told', files);
    const folder = await emptyFolder('bare');
    const progress: number[] = [];
    const reply = await suite.library.copies.save([...ids.values()], folder, {
      metadata: 'removed',
      onProgress: (done) => progress.push(done),
    });

    expect(reply.saved).toBe(3);
    expect(new Map(reply.failed.map(({ name, code }) => [name, code]))).toEqual(
      new Map([
        ['plan.docx', 'unsupported'],
        ['cut.jpg', 'truncated'],
      ]),
    );
    expect(progress).toEqual([1, 2, 3, 4, 5]);
    expect((await readdir(folder)).map((name) => name.normalize()).sort()).toEqual(
      ['claimed.jpg', 'note.txt', '눈 길.png'].sort(),
    );
    const read = (name: string) => readFile(join(folder, name));
    expect((await read('눈 길.png')).equals(await plain('#aabbcc'))).toBe(true);
    expect((await read('claimed.jpg')).includes('c2pa')).toBe(false);
    expect((await read('note.txt')).toString()).toBe('겨울\r\n');
  });

  it('never overwrite what a folder has, however many are called the same', async () => {
    const ids = [
      ...(await published('one', { 'a.png': await whole('#111111') })).values(),
      ...(await published('two', { 'a.png': await whole('#222222') })).values(),
    ];
    const folder = await writeFiles(join(suite.folder, 'taken'), { 'a.png': 'my own' });
    expect(await suite.library.copies.save(ids, folder, { metadata: 'removed' })).toEqual({
      saved: 2,
      failed: [],
    });
    expect((await readdir(folder)).sort()).toEqual(['a (2).png', 'a (3).png', 'a.png']);
    expect((await readFile(join(folder, 'a.png'))).toString()).toBe('my own');
  });

  it('end where they are when they are cancelled, with whole files only', async () => {
    const files = await Promise.all(
      Array.from(
        { length: 12 },
        async (_, n) => [`${n}.png`, await whole(`#${(n + 16).toString(16)}4455`)] as const,
      ),
    );
    const ids = await published('many', Object.fromEntries(files));
    const folder = await emptyFolder('cancelled');
    const controller = new AbortController();
    const { saved, failed } = await suite.library.copies.save([...ids.values()], folder, {
      metadata: 'removed',
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(failed).toEqual([]);
    expect(saved).toBeLessThan(12);
    const names = await readdir(folder);
    expect(names).toHaveLength(saved);
    for (const name of names) expect((await readFile(join(folder, name))).includes(secret)).toBe(false);
  });

  it('of one version go to the place that was chosen, or not at all', async () => {
    const ids = await published('versions', {
      'b.png': await whole('#333333'),
      'c.docx': await sample('bomb.docx'),
    });
    const folder = await emptyFolder('places');
    const original = async (name: string) => {
      const id = ids.get(name);
      if (id === undefined) throw new Error('not published');
      return await suite.library.versions.original({ id, number: 1 });
    };
    const { copies } = suite.library;
    await copies.saveAs(await original('b.png'), join(folder, 'b.png'), 'removed');
    expect((await readFile(join(folder, 'b.png'))).equals(await plain('#333333'))).toBe(true);
    await expect(
      copies.saveAs(await original('c.docx'), join(folder, 'c.docx'), 'removed'),
    ).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(await readdir(folder)).toEqual(['b.png']);
  });
});

describe('a disk that fills while copies without metadata are made', () => {
  const full = { code: 'disk_full', retry: true };
  const megabyte = 1_000_000;
  const { TMPDIR } = process.env;
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  /** Some 3 MB that can't be packed any smaller. */
  async function large(seed: number): Promise<Buffer> {
    const raw = { width: 1000, height: 1000, channels: 3 } as const;
    return pngWithText(
      await sharp(noise(3 * megabyte, seed), { raw })
        .png()
        .toBuffer(),
      { prompt: secret },
    );
  }

  it('ends them with a reason, and leaves what is whole and what was there', async ({ skip }) => {
    const disk = await smallDisk(8);
    if (disk === null) return skip('no small disk can be made here');
    const files = { 'a.png': await large(1), 'b.png': await large(3), 'c.png': await large(5) };
    const ids = await published('too large', files);
    await writeFile(join(disk, 'a.png'), 'my own');
    const saving = suite.library.copies.save([...ids.values()], disk, { metadata: 'removed' });
    await expect(saving).rejects.toMatchObject(full);
    const names = await readdir(disk);
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await readFile(join(disk, 'a.png'))).toString()).toBe('my own');
    for (const name of names.filter((one) => one !== 'a.png')) {
      const { width, height } = await sharp(await readFile(join(disk, name))).metadata();
      expect([name, width, height]).toEqual([name, 1000, 1000]);
    }
  });

  it('is told as such where only the place for temporary files is full, and nothing stays there', async ({
    skip,
  }) => {
    const disk = await smallDisk(5);
    if (disk === null) return skip('no small disk can be made here');
    const ids = await published('no room to work', { 'd.png': await large(7) });
    const [id] = ids.values();
    if (id === undefined) throw new Error('not published');
    const folder = await writeFiles(join(suite.folder, 'not full'), { 'd.png': 'the former copy' });
    const target = join(folder, 'd.png');
    const original = await suite.library.versions.original({ id, number: 1 });
    process.env.TMPDIR = disk;
    await expect(suite.library.copies.save([id], folder, { metadata: 'removed' })).rejects.toMatchObject(
      full,
    );
    await expect(suite.library.copies.saveAs(original, target, 'removed')).rejects.toMatchObject(full);
    // Not even the original fits.
    await writeFile(join(disk, 'ballast'), noise(4 * megabyte, 9));
    await expect(suite.library.copies.saveAs(original, target, 'removed')).rejects.toMatchObject(full);
    await expect.poll(() => readdir(disk)).toEqual(['ballast']);
    expect(await readdir(folder)).toEqual(['d.png']);
    expect((await readFile(target)).toString()).toBe('the former copy');

    await rm(join(disk, 'ballast'));
    process.env.TMPDIR = suite.folder;
    await suite.library.copies.saveAs(original, target, 'removed');
    expect((await readFile(target)).includes(secret)).toBe(false);
  });
});
