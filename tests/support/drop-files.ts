import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { pdfOf } from '../../electron/media/testing/pdf.ts';

/** Bytes that no two seeds share; a picture of its own colour. */
export function photo(seed: number, format: 'jpeg' | 'png' = 'jpeg'): Promise<Buffer> {
  const background = { r: (seed * 53) % 256, g: (seed * 97) % 256, b: seed % 256 };
  return sharp({ create: { width: 320 + (seed % 64), height: 240, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** Incompressible bytes that are the same for the same seed. */
export function noise(bytes: number, seed: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = seed | 1;
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    buffer.writeInt32LE(state, at);
  }
  return buffer;
}

/** Writes files by their path below the folder; makes what folders they need. Gives the folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

/** One of each kind that a library takes, in nested folders. */
export async function mixedFiles(): Promise<Record<string, string | Uint8Array>> {
  return {
    'hero.jpg': await photo(1),
    'logo.png': await photo(2, 'png'),
    'shoot/day 1/one.jpg': await photo(3),
    'shoot/day 1/two.jpg': await photo(4),
    'shoot/day 2/겨울.png': await photo(5, 'png'),
    'shoot/mark.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>',
    'texts/caption.txt': '겨울 세일이 시작됩니다',
    'texts/story.md': `# Story\n\n${'Once upon a time. '.repeat(1000)}`,
    'texts/latin.txt': Buffer.from('caf\xe9 cr\xe8me', 'latin1'),
    'papers/brochure.pdf': pdfOf(['Hello', 'World']),
    'papers/data.bin': noise(50_000, 7),
  };
}
