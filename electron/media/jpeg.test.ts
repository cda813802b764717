import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sizeInside, toJpeg } from './jpeg.ts';
import { fileWith, halves, solid } from './testing/fixtures.ts';

const signal = new AbortController().signal;
const jpegOf = (path: string, side = 512): Promise<Buffer> =>
  toJpeg({ kind: 'path', path }, side, signal, () => undefined);

describe('sizeInside', () => {
  it('shrinks to the side and never enlarges', () => {
    expect(sizeInside(2000, 1000, 512)).toEqual({ width: 512, height: 256 });
    expect(sizeInside(100, 50, 512)).toEqual({ width: 100, height: 50 });
  });

  it('leaves a hair-thin banner thick enough to be taken', () => {
    expect(sizeInside(10_000, 10, 512)).toEqual({ width: 512, height: 3 });
    expect(sizeInside(1, 1, 512)).toEqual({ width: 3, height: 3 });
  });
});

describe('toJpeg', () => {
  it('makes a JPEG of at most the side from any raster picture', async () => {
    const path = await fileWith('a.png', await solid(1600, 900, '#336699').png().toBuffer());
    const { format, width, height } = await sharp(await jpegOf(path)).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 512, height: 288 });
  });

  it('turns the picture upright', async () => {
    const sideways = await halves(40, 20, '#ff0000', '#0000ff')
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const upright = await sharp(await jpegOf(await fileWith('a.jpg', sideways)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([upright.info.width, upright.info.height]).toEqual([20, 40]);
    expect(upright.data[0]).toBeGreaterThan(200);
  });

  it('lays what is see-through over white', async () => {
    const clear = {
      create: { width: 20, height: 20, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    };
    const pixels = await sharp(await jpegOf(await fileWith('a.png', await sharp(clear).png().toBuffer())))
      .raw()
      .toBuffer();
    expect(Math.min(...pixels)).toBeGreaterThan(250);
  });

  it('refuses what has no picture', async () => {
    const svg = await fileWith('a.jpg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(jpegOf(svg)).rejects.toMatchObject({ code: 'unsupported' });
    const junk = await fileWith('b.jpg', 'hello');
    await writeFile(junk, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0]));
    await expect(jpegOf(junk)).rejects.toMatchObject({ name: 'MediaError' });
  });
});
