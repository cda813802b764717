/**
 * Renders `resources/icons/icon.svg` to the sizes that operating systems ask for:
 *
 *     npx tsx scripts/render-icons.ts
 *
 * Up to 48 px the simpler drawing `icon-small.svg` is used: thin points would be lost. `icon.ico` and `icon.icns`
 * hold the same PNGs.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
const SMALL = 48;
const folder = join(import.meta.dirname, '../resources/icons');

interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

async function render(size: number): Promise<Picture> {
  const svg = await readFile(join(folder, size <= SMALL ? 'icon-small.svg' : 'icon.svg'));
  const png = await sharp(svg, { density: 288 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer();
  return { size, png };
}

/** Windows' icon: a header of 6 bytes, an entry of 16 for each picture, then the PNGs. 256 px is written as 0. */
function toIco(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** macOS' names for PNGs of a size in pixels; the later ones are for screens of double density. */
const icnsTypes = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
] as const;

/** macOS' icon: `icns` and the file's size, then each picture behind its type and size, all big-endian. */
function toIcns(pictures: readonly Picture[]): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  const chunks = icnsTypes.flatMap(([type, size]) => {
    const found = pictures.find((picture) => picture.size === size);
    return found === undefined ? [] : [chunk(type, found.png)];
  });
  return chunk('icns', Buffer.concat(chunks));
}

const pictures = await Promise.all(SIZES.map(render));
for (const { size, png } of pictures) await writeFile(join(folder, `${size}x${size}.png`), png);

// The one that windows and packages on Linux take.
await copyFile(join(folder, '512x512.png'), join(folder, 'icon.png'));
await writeFile(join(folder, 'icon.ico'), toIco(pictures.filter(({ size }) => size <= 256)));
await writeFile(join(folder, 'icon.icns'), toIcns(pictures));
