import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzip } from './unzip.ts';

interface ZipEntry {
  readonly name: string;
  readonly content: string;
  readonly mode?: number;
}

/** A zip archive as a Unix program writes it. */
function makeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o644 } of entries) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2); // Names are UTF-8.
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(Buffer.byteLength(content), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100000 | mode) * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}

describe('unzip', () => {
  let folder: string;
  let archive: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparklio-unzip-'));
    archive = join(folder, 'archive.zip');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('extracts what is asked for, where it is asked for, with its permissions', async () => {
    await writeFile(
      archive,
      makeZip([
        { name: 'a/program', content: 'run me', mode: 0o755 },
        { name: 'a/left-out', content: 'no' },
        { name: 'b/한글.txt', content: '가나다' },
      ]),
    );
    const target = join(folder, 'out');
    await unzip(archive, target, (name) => (name === 'a/left-out' ? null : name.replace('a/', 'c/')));
    expect((await readdir(target, { recursive: true })).sort()).toEqual(
      ['b', join('b', '한글.txt'), 'c', join('c', 'program')].sort(),
    );
    expect(await readFile(join(target, 'c', 'program'), 'utf8')).toBe('run me');
    expect(await readFile(join(target, 'b', '한글.txt'), 'utf8')).toBe('가나다');
    if (process.platform !== 'win32') {
      expect((await stat(join(target, 'c', 'program'))).mode & 0o111).not.toBe(0);
    }
  });

  it('refuses an entry that would land outside', async () => {
    await writeFile(archive, makeZip([{ name: 'x', content: 'bad' }]));
    await expect(unzip(archive, join(folder, 'out'), () => '../outside')).rejects.toThrow('outside');
    expect(await readdir(folder)).toEqual(['archive.zip']);
  });
});
