import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fileWith, render, solid } from '../testing/fixtures.ts';
import { pngWithChunks, pngWithText } from '../testing/png.ts';
import { sample, samplePath } from '../testing/samples.ts';
import { exif, samples, secret, stripped, strippedFile, telling, tells, xmp } from './testing/told.ts';

async function expectSamePicture(before: Buffer, after: Buffer): Promise<void> {
  const [a, b] = [await sharp(before).metadata(), await sharp(after).metadata()];
  expect(b).toMatchObject({ width: a.width, height: a.height, format: a.format });
  expect([b.orientation ?? 1, b.pages]).toEqual([a.orientation ?? 1, a.pages]);
  expect(a.icc === undefined ? b.icc === undefined : b.icc?.equals(a.icc)).toBe(true);
  expect((await samples(after)).equals(await samples(before))).toBe(true);
}

describe('a picture without its metadata', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'is the same %s, upright and in its colours',
    async (format) => {
      for (const orientation of [1, 6]) {
        const whole = await telling(orientation).toFormat(format).toBuffer();
        expect(tells(whole)).toBe(true);
        const bare = await stripped(`a.${format}`, whole);
        expect(tells(bare)).toBe(false);
        await expectSamePicture(whole, bare);
        const { gps, metadata } = await render(await fileWith(`a.${format}`, bare));
        expect(gps).toBeUndefined();
        expect(Object.keys(metadata ?? {})).toEqual(['colorProfile']);
      }
    },
  );

  it.each([
    'claimed.jpg',
    'claimed-composite.jpg',
    'a1111.jpg',
    'inks.jpg',
    'claimed.png',
    'claimed.webp',
    'comfyui.webp',
  ])('says nothing any more about how it was made (%s)', async (name) => {
    const bare = await stripped(name, await sample(name));
    await expectSamePicture(await sample(name), bare);
    const facts = await render(await fileWith(name, bare));
    expect([facts.c2pa, facts.generation, facts.gps]).toEqual([undefined, undefined, undefined]);
  });

  it('of a generator in PNG loses prompt, workflow and parameters', async () => {
    const plain = await solid(20, 20, '#123456').png().toBuffer();
    const whole = pngWithText(plain, {
      prompt: `{"1": "${secret}"}`,
      workflow: `{"nodes": "${secret}"}`,
      parameters: `${secret}\nSteps: 20`,
    });
    expect((await stripped('a.png', whole)).equals(plain)).toBe(true);
  });

  it('keeps what a PNG says about its colours and loses its private chunks', async () => {
    const plain = await solid(20, 20, '#123456').png().toBuffer();
    const colours: [string, Buffer][] = [
      ['gAMA', Buffer.from([0, 0, 0xb1, 0x8f])],
      ['cICP', Buffer.from([9, 16, 0, 1])],
    ];
    const others: [string, Buffer][] = [
      ['tIME', Buffer.from([7, 0xea, 1, 2, 3, 4, 5])],
      ['prVt', Buffer.from(secret)],
    ];
    const whole = pngWithChunks(plain, [...others, ...colours]);
    const bare = await stripped('a.png', Buffer.concat([whole, Buffer.from(secret)]));
    expect(bare.equals(pngWithChunks(plain, colours))).toBe(true);
  });

  it('loses comments, IPTC, previews and what stands behind a JPEG', async () => {
    const plain = await solid(64, 64, '#a0b0c0').jpeg({ progressive: true }).toBuffer();
    const segment = (marker: number, body: string): Buffer => {
      const content = Buffer.from(body, 'latin1');
      return Buffer.concat([Buffer.from([0xff, marker, 0, content.length + 2]), content]);
    };
    const told = [
      segment(0xed, `Photoshop 3.0\0${secret}`),
      segment(0xe0, `JFXX\0\x13${secret}`),
      segment(0xe2, `MPF\0${secret}`),
      segment(0xfe, secret),
    ];
    const whole = Buffer.concat([
      plain.subarray(0, 2),
      ...told,
      plain.subarray(2),
      Buffer.from(secret),
      plain,
    ]);
    const bare = await stripped('a.jpg', whole);
    expect(bare.equals(plain)).toBe(true);
  });

  it('keeps every frame and pause of an animation', async () => {
    const frames = await Promise.all(
      ['#f00', '#0f0', '#00f'].map((colour) => solid(16, 16, colour).png().toBuffer()),
    );
    const moving = sharp(frames, { join: { animated: true } });
    const gif = await moving
      .clone()
      .gif({ delay: [100, 200, 300], loop: 2 })
      .toBuffer();
    // A comment, and XMP the way that Adobe's programs write it.
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, secret.length]), Buffer.from(`${secret}\0`)]);
    const adobe = Buffer.concat([
      Buffer.from('!\xff\x0bXMP DataXMP', 'latin1'),
      Buffer.from([secret.length]),
      Buffer.from(`${secret}\0`),
    ]);
    const whole = Buffer.concat([gif.subarray(0, -1), comment, adobe, gif.subarray(-1)]);
    expect((await stripped('a.gif', whole)).equals(gif)).toBe(true);

    const webp = await moving
      .clone()
      .withExif(exif)
      .withXmp(xmp)
      .webp({ delay: [100, 200, 300] })
      .toBuffer();
    const bare = await stripped('a.webp', webp);
    expect(tells(webp) && !tells(bare)).toBe(true);
    await expectSamePicture(webp, bare);
    expect((await sharp(bare).metadata()).delay).toEqual([100, 200, 300]);
  });

  it.each(['claimed.avif', 'photo.heic', 'exif-turned.heic', 'tiles.heic', 'wide.heic'])(
    'is shown the same in boxes (%s)',
    async (name) => {
      const before = await render(samplePath(name));
      const { path, bytes } = await strippedFile(samplePath(name));
      const after = await render(path, { name });
      expect(bytes.length).toBe((await sample(name)).length);
      const picture = ({ width, height, thumbhash, hasAlpha }: typeof after) => ({
        width,
        height,
        thumbhash,
        hasAlpha,
      });
      expect(picture(after)).toEqual(picture(before));
      expect([after.c2pa, after.gps, after.raw?.Make, after.metadata?.camera]).toEqual(
        Array(4).fill(undefined),
      );
      expect((await sharp(path).metadata()).exif).toBeUndefined();
    },
  );

  it('in AVIF loses EXIF and XMP, and every byte of them', async () => {
    const whole = await telling(1).avif({ lossless: true }).toBuffer();
    expect(tells(whole)).toBe(true);
    const bare = await stripped('a.avif', whole);
    expect(tells(bare)).toBe(false);
    await expectSamePicture(whole, bare);
    const { exif: left, xmp: text } = await sharp(bare).metadata();
    expect([left, text]).toEqual([undefined, undefined]);
  });

  it('in TIFF keeps its pages and tiles, and loses what lies between them', async () => {
    const tiled = await telling(1).tiff({ tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer();
    const bare = await stripped('a.tif', Buffer.concat([tiled, Buffer.from(secret)]));
    expect(tells(bare)).toBe(false);
    await expectSamePicture(tiled, bare);
    expect((await sharp(bare).metadata()).resolutionUnit).toBe('inch');
  });
});
