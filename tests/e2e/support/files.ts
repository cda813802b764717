import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { pdfOf } from '../../../electron/media/testing/pdf.ts';
import { projectRoot } from '../../../scripts/launcher/paths.ts';

export interface PictureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Tells pictures apart: each seed has colours and shapes of its own. */
  readonly seed?: number;
}

/** Encodes a picture of plain shapes; the extension of `name` says the format. */
async function encodePicture(
  name: string,
  { width = 480, height = 320, seed = 0 }: PictureOptions,
): Promise<Buffer> {
  const hue = (seed * 67) % 360;
  const x = 15 + ((seed * 29) % 70);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${hue}, 60%, 45%)"/>
    <circle cx="${x}%" cy="40%" r="22%" fill="hsl(${(hue + 140) % 360}, 70%, 70%)"/>
    <rect x="10%" y="${50 + (seed % 5) * 8}%" width="${20 + ((seed * 13) % 60)}%" height="10%" fill="#fff"/>
  </svg>`;
  const picture = sharp(Buffer.from(svg));
  if (name.endsWith('.png')) return picture.png({ compressionLevel: 3 }).toBuffer();
  if (name.endsWith('.webp')) return picture.webp().toBuffer();
  return picture.jpeg({ quality: 85 }).toBuffer();
}

/** Files below a folder of the test's own, to be dropped on the window. */
export class Files {
  constructor(readonly folder: string) {}

  path(name: string): string {
    return join(this.folder, name);
  }

  /** @param name may hold folders @returns the file's path */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async picture(name: string, options: PictureOptions = {}): Promise<string> {
    return this.write(name, await encodePicture(name, options));
  }

  /** Several small pictures, all different: `{prefix}-01.jpg` and so on. */
  async pictures(count: number, prefix = 'picture', firstSeed = 1): Promise<string[]> {
    const digits = String(count).length < 2 ? 2 : String(count).length;
    return Promise.all(
      Array.from({ length: count }, (_, index) =>
        this.picture(`${prefix}-${String(index + 1).padStart(digits, '0')}.jpg`, { seed: firstSeed + index }),
      ),
    );
  }

  /** A picture that hardly compresses: about three bytes a pixel. */
  async noise(name: string, width: number, height: number): Promise<string> {
    const raw = { width, height, channels: 3 as const };
    return this.write(
      name,
      await sharp(randomBytes(width * height * 3), { raw })
        .png()
        .toBuffer(),
    );
  }

  async pdf(name: string, pages: readonly string[], encryption?: { userPassword: string }): Promise<string> {
    return this.write(name, pdfOf(pages, encryption));
  }

  /** A copy of a file of the sample library: real photos, video and sound. */
  async sample(source: string, name = source): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(join(projectRoot, 'resources', 'sample-library', 'files', source), path);
    return path;
  }
}

/** Hex. */
export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
