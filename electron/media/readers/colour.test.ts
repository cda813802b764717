import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decoded, fileWith, render } from '../testing/fixtures.ts';
import { sample } from '../testing/samples.ts';
import { asTiff } from '../tiff-wrap.ts';

/** Inks in 0–255 and what LittleCMS makes of them in sRGB; see `scripts/media-samples/colours.py`. */
const reference: readonly (readonly [ink: readonly number[], color: readonly number[]])[] = [
  [
    [0, 0, 0, 0],
    [255, 255, 255],
  ],
  [
    [255, 0, 0, 0],
    [0, 153, 227],
  ],
  [
    [0, 255, 0, 0],
    [234, 0, 128],
  ],
  [
    [0, 0, 255, 0],
    [255, 240, 0],
  ],
  [
    [0, 0, 0, 255],
    [20, 5, 0],
  ],
  [
    [255, 255, 0, 0],
    [32, 6, 117],
  ],
  [
    [0, 255, 255, 0],
    [232, 0, 0],
  ],
  [
    [255, 0, 255, 0],
    [0, 141, 45],
  ],
  [
    [128, 64, 32, 0],
    [121, 153, 182],
  ],
  [
    [40, 90, 120, 20],
    [194, 147, 117],
  ],
  [
    [0, 0, 0, 128],
    [134, 133, 132],
  ],
  [
    [200, 180, 160, 100],
    [53, 51, 58],
  ],
];
const patch = 16;
const width = patch * reference.length;

/** A stripe of all inks, pixel by pixel. */
const inks = Buffer.concat(
  Array.from({ length: patch }, () => reference.flatMap(([ink]) => Array.from({ length: patch }, () => ink)))
    .flat()
    .map((ink) => Buffer.from(ink)),
);

/** The profile that the reference was made with. */
async function profile(): Promise<Buffer> {
  const any = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .toColourspace('cmyk')
    .withIccProfile('cmyk')
    .tiff()
    .toBuffer();
  const { icc } = await sharp(any).metadata();
  if (icc === undefined) throw new Error('There is no profile');
  return icc;
}

async function expectReference(path: string, within: number): Promise<void> {
  const picture = await decoded(await render(path), 'preview');
  for (const [i, [ink, color]] of reference.entries()) {
    const seen = picture.at((i + 0.5) / reference.length, 0.5);
    for (const [c, value] of color.entries()) {
      expect(Math.abs((seen[c] ?? -999) - value), `${ink}: ${seen}, not ${color}`).toBeLessThanOrEqual(
        within,
      );
    }
  }
}

describe('colours for printing', () => {
  const stripe = { model: 'cmyk', data: inks, width, height: patch, channels: 4, hasAlpha: false } as const;

  it('in TIFF are those of the reference conversion', async () => {
    await expectReference(await fileWith('print.tif', asTiff({ ...stripe, icc: await profile() })), 6);
  });

  it('in JPEG are those of the reference conversion', async () => {
    await expectReference(
      await fileWith('print.jpg', withProfile(await sample('inks.jpg'), await profile())),
      8,
    );
  });

  it('in Photoshop documents are those of the reference conversion', async () => {
    await expectReference(await fileWith('print.psd', cmykDocument(inks, width, patch, await profile())), 6);
  });

  it('without a profile still are colours', async () => {
    const picture = await decoded(await render(await fileWith('plain.tif', asTiff(stripe))), 'preview');
    const [white, cyan] = [picture.at(0.5 / 12, 0.5), picture.at(1.5 / 12, 0.5)];
    expect(Math.min(...white)).toBeGreaterThan(240);
    expect((cyan[2] ?? 0) - (cyan[0] ?? 255)).toBeGreaterThan(100);
  });

  it('with a profile that is broken still are colours', async () => {
    const icc = Buffer.alloc(400, 7);
    const output = await render(await fileWith('broken.tif', asTiff({ ...stripe, icc })));
    expect(output.renditions).toHaveLength(2);
  });
});

describe('pictures of several pages', () => {
  it('give the number of their pages and show the first', async () => {
    const pages = await Promise.all(
      ['#cc0000', '#00cc00', '#0000cc'].map((background) =>
        sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const tiff = await sharp(pages, { join: { animated: true } })
      .tiff({ compression: 'lzw' })
      .toBuffer();
    const output = await render(await fileWith('pages.tif', tiff));
    expect(output).toMatchObject({ mime: 'image/tiff', width: 40, height: 40, pageCount: 3 });
    expect((await decoded(output, 'preview')).at(0.5, 0.5)[0]).toBeGreaterThan(180);
  });
});

/** A JPEG with a profile, in as many segments as that takes. */
function withProfile(jpeg: Buffer, icc: Buffer): Buffer {
  const room = 65_519;
  const count = Math.ceil(icc.length / room);
  const segments = Array.from({ length: count }, (_, i) => {
    const part = icc.subarray(i * room, (i + 1) * room);
    const head = Buffer.from(`\xff\xe2\0\0ICC_PROFILE\0${String.fromCharCode(i + 1, count)}`, 'latin1');
    head.writeUInt16BE(part.length + 16, 2);
    return Buffer.concat([head, part]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** A flat CMYK document without compression, as Photoshop stores it: plane by plane, inks the other way round. */
function cmykDocument(data: Buffer, columns: number, rows: number, icc: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.write('8BPS', 'latin1');
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(4, 12);
  header.writeUInt32BE(rows, 14);
  header.writeUInt32BE(columns, 18);
  header.writeUInt16BE(8, 22);
  header.writeUInt16BE(4, 24);
  const length = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x0f\0\0', 'latin1'),
    length(icc.length),
    icc,
    Buffer.alloc(icc.length % 2),
  ]);
  const planes = [0, 1, 2, 3].map((plane) =>
    Buffer.from(Array.from({ length: columns * rows }, (_, i) => 255 - (data[i * 4 + plane] ?? 0))),
  );
  const sections = [header, length(0), length(resource.length), resource, length(0), Buffer.alloc(2)];
  return Buffer.concat([...sections, ...planes]);
}
