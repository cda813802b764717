import { execFile } from 'node:child_process';
import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { HostileFile, Targets } from './hostile-file.ts';

const GIB = 1024 ** 3;

interface Special {
  readonly name: string;
  readonly attack: string;
  readonly reaches?: boolean;
  readonly slow?: boolean;
  readonly make: (path: string) => Promise<unknown>;
}

function special({ name, attack, reaches = false, slow = false, make }: Special): HostileFile {
  return {
    id: `special/${attack}/${name}`,
    name,
    format: 'special',
    attack,
    reaches,
    slow,
    make: async (path) => void (await make(path)),
  };
}

async function sparse(path: string, head: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  await file.write(Buffer.from(head, 'latin1'));
  await file.truncate(bytes);
  await file.close();
}

/** A socket's file stays when its server ends by itself only where it isn't unlinked: closed with the test's process. */
function socket(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The address of a socket has some hundred characters: made beside, and linked to.
    const server = createServer().unref();
    server.once('error', reject).listen(join(dirname(path), 's'), resolve);
  });
}

/** What lies in folders and is no file, or none that ends. */
export function specialFiles({ picture }: Targets): HostileFile[] {
  const heads: readonly (readonly [ext: string, head: string])[] = [
    ['jpg', '\xff\xd8\xff\xe0\0\x10JFIF\0'],
    ['png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0'],
    ['tif', 'II*\0\x08\0\0\0'],
    ['pdf', '%PDF-1.7\n'],
    ['psd', '8BPS\0\x01'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['zip', 'PK\x03\x04'],
    ['mp4', '\0\0\0\x18ftypisom\0\0\0\0isomiso2'],
    ['wav', 'RIFF\xff\xff\xff\xffWAVEfmt '],
    ['mp3', 'ID3\x04\0\0\x7f\x7f\x7f\x7f'],
    ['ttf', '\0\x01\0\0\0\x10'],
    ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['eps', '%!PS-Adobe-3.0 EPSF-3.0\n'],
    ['txt', 'words, and then zeros'],
  ];
  return [
    special({ name: 'pipe.jpg', attack: 'pipe', make: (path) => promisify(execFile)('mkfifo', [path]) }),
    special({ name: 's', attack: 'socket', make: socket }),
    special({ name: 'zeros.png', attack: 'device', make: (path) => symlink('/dev/zero', path) }),
    special({ name: 'terminal.txt', attack: 'device', make: (path) => symlink('/dev/tty', path) }),
    special({ name: 'memory.bin', attack: 'process file', make: (path) => symlink('/proc/self/mem', path) }),
    special({
      name: 'environment.txt',
      attack: 'process file',
      make: (path) => symlink('/proc/self/environ', path),
    }),
    special({ name: 'circle.jpg', attack: 'link to itself', make: (path) => symlink('circle.jpg', path) }),
    special({ name: 'nowhere.jpg', attack: 'link to nothing', make: (path) => symlink('/not/there', path) }),
    special({ name: 'folder.png', attack: 'folder', make: (path) => mkdir(path) }),
    special({
      name: 'unreadable.png',
      attack: 'no right to read',
      make: async (path) => {
        await writeFile(path, 'closed');
        await chmod(path, 0);
      },
    }),
    special({
      name: 'embedding.svg',
      attack: 'drawing beside a link to the secret',
      reaches: true,
      make: async (path) => {
        await symlink(picture, join(dirname(path), 'beside.png'));
        const image = '<image href="beside.png" width="99" height="99"/>';
        await writeFile(
          path,
          `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">${image}</svg>`,
        );
      },
    }),
    ...heads.map(([ext, head]) =>
      special({
        name: `sparse.${ext}`,
        attack: 'six gigabytes of zeros',
        slow: true,
        make: (path) => sparse(path, head, 6 * GIB),
      }),
    ),
  ];
}
