import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBeyond, scan } from './scan.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-'));
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

async function found(...paths: string[]) {
  const all = [];
  for await (const one of scan(paths, new AbortController().signal)) all.push(one);
  return all.map((one) => ({ place: one.folder === '' ? one.name : `${one.folder}/${one.name}`, ...one }));
}

describe('a drop', () => {
  it('gives nested files with their folders, in order, without what systems litter', async () => {
    await mkdir(join(folder, 'shoot', 'day 1'), { recursive: true });
    await writeFile(join(folder, 'shoot', 'b.png'), 'b');
    await writeFile(join(folder, 'shoot', 'day 1', 'a.png'), 'aa');
    await writeFile(join(folder, 'shoot', '.DS_Store'), '');
    await writeFile(join(folder, 'shoot', '._b.png'), '');
    const files = await found(join(folder, 'shoot'));
    expect(files).toMatchObject([
      { kind: 'file', place: 'b.png', root: 'shoot', size: 1 },
      { kind: 'file', place: 'day 1/a.png', root: 'shoot', size: 2 },
    ]);
  });

  it('ends in spite of a loop of links, and tells of it', async () => {
    await mkdir(join(folder, 'loop'));
    await writeFile(join(folder, 'loop', 'one.txt'), '1');
    await symlink(join(folder, 'loop'), join(folder, 'loop', 'self'));
    await symlink('ring', join(folder, 'loop', 'ring'));
    const all = await found(join(folder, 'loop'));
    expect(all.filter(({ kind }) => kind === 'file').map(({ name }) => name)).toEqual(['one.txt']);
    expect(all).toContainEqual(
      expect.objectContaining({ kind: 'refused', name: 'self', code: 'folder_loop' }),
    );
  });

  it('tells of a file that is gone, and takes the others', async () => {
    await writeFile(join(folder, 'here.txt'), '1');
    const all = await found(join(folder, 'gone.txt'), join(folder, 'here.txt'));
    expect(all).toMatchObject([
      { kind: 'refused', name: 'gone.txt', code: 'file_missing' },
      { kind: 'file', name: 'here.txt' },
    ]);
  });

  it('tells of links that lead nowhere, but not of those that an editor leaves', async () => {
    await writeFile(join(folder, 'here.txt'), '1');
    await symlink('here.txt', join(folder, 'good'));
    await symlink('gone.txt', join(folder, 'dangling'));
    await symlink(join('here.txt', 'below'), join(folder, 'through a file'));
    await symlink('someone@desk.42', join(folder, '.#here.txt'));
    const all = await found(folder);
    expect(all.map(({ name, ...one }) => [name, one.kind === 'file' ? one.kind : one.code])).toEqual([
      ['dangling', 'broken_link'],
      ['good', 'file'],
      ['here.txt', 'file'],
      ['through a file', 'broken_link'],
    ]);
    expect(await found(join(folder, 'dangling'))).toMatchObject([{ kind: 'refused', code: 'broken_link' }]);
  });

  it('keeps a name of 255 bytes and composes decomposed Korean', async () => {
    const long = `${'가'.repeat(83)}.txt`;
    await writeFile(join(folder, long), '1');
    await writeFile(join(folder, '겨울.txt'.normalize('NFD')), '1');
    const names = (await found(folder)).map(({ name }) => name);
    expect(names).toContain(long);
    expect(names).toContain('겨울.txt');
  });

  it('stops when it is cancelled', async () => {
    const cancelled = AbortSignal.abort();
    await expect(scan([folder], cancelled).next()).rejects.toThrow();
  });
});

describe('the cursor of an interrupted walk', () => {
  const cursor = { root: 1, path: join('/drop', 'b', 'm', 'file.png') };
  const beyond = (dropped: number, ...names: string[]) =>
    isBeyond(cursor, { dropped, path: join('/drop', ...names) });

  it('parts what was taken from what is still to come, in the order of the walk', () => {
    expect(beyond(0, 'z.png')).toBe(false);
    expect(beyond(1, 'b', 'm', 'file.png')).toBe(false);
    expect(beyond(1, 'b', 'a', 'z', 'deep.png')).toBe(false);
    expect(beyond(1, 'b', 'm', 'gile.png')).toBe(true);
    expect(beyond(1, 'b', 'n.png')).toBe(true);
    expect(beyond(2, 'a.png')).toBe(true);
  });

  it('tells of a folder around it that can not be walked on', () => {
    expect(beyond(1, 'b', 'm')).toBe(true);
    expect(beyond(1, 'b', 'a')).toBe(false);
  });
});
