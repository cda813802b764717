import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decoded, fileWith, halves, render, solid } from '../testing/fixtures.ts';
import { pngWithSize, pngWithText } from '../testing/png.ts';

const near = (color: number[], expected: [number, number, number], within = 12): void => {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((color[i] ?? -999) - value), `${color} is not ${expected}`).toBeLessThanOrEqual(within);
  }
};

describe('pictures', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)('in %s get a preview', async (format) => {
    const output = await render(
      await fileWith(`a.${format}`, await solid(600, 300, '#cc3300').toFormat(format).toBuffer()),
    );
    expect(output).toMatchObject({ type: 'image', width: 600, height: 300 });
    near((await decoded(output, 'preview')).at(0.5, 0.5), [0xcc, 0x33, 0]);
  });

  it('smaller than a rendition are never enlarged', async () => {
    const output = await render(await fileWith('icon.png', await solid(100, 50, '#fff').png().toBuffer()));
    expect(output.renditions).toMatchObject([
      { kind: 'thumbnail', width: 100, height: 50 },
      { kind: 'preview', width: 100, height: 50 },
    ]);
  });

  // Where the red left half of the stored picture is to be seen, by EXIF orientation.
  it.each([
    [1, 0.1, 0.5],
    [2, 0.9, 0.5],
    [3, 0.9, 0.5],
    [4, 0.1, 0.5],
    [5, 0.5, 0.1],
    [6, 0.5, 0.1],
    [7, 0.5, 0.9],
    [8, 0.5, 0.9],
  ])('with orientation %i are shown upright', async (orientation, x, y) => {
    const stored = await halves(1200, 600, '#ff0000', '#0000ff')
      .withMetadata({ orientation })
      .jpeg()
      .toBuffer();
    const output = await render(await fileWith('turned.jpg', stored));
    const upright = orientation < 5;
    expect(output).toMatchObject(upright ? { width: 1200, height: 600 } : { width: 600, height: 1200 });
    for (const kind of ['thumbnail', 'preview'] as const) {
      const picture = await decoded(output, kind);
      expect(picture.width > picture.height).toBe(upright);
      near(picture.at(x, y), [255, 0, 0]);
      near(picture.at(1 - x, 1 - y), [0, 0, 255]);
    }
  });

  // The eight cases differ in which corner is which, too; a quarter shows it.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'with orientation %i are mirrored as sharp itself would',
    async (orientation) => {
      const corner = { create: { width: 300, height: 150, channels: 3 as const, background: '#00ff00' } };
      const stored = await solid(600, 300, '#000000')
        .composite([{ input: corner, left: 0, top: 0 }])
        .withMetadata({ orientation })
        .jpeg()
        .toBuffer();
      const picture = await decoded(await render(await fileWith('corner.jpg', stored)), 'preview');
      const { data, info } = await sharp(stored).autoOrient().raw().toBuffer({ resolveWithObject: true });
      for (const [x, y] of [
        [0.2, 0.2],
        [0.8, 0.2],
        [0.2, 0.8],
        [0.8, 0.8],
      ] as const) {
        const start = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * 3;
        near(picture.at(x, y), [data[start] ?? 0, data[start + 1] ?? 0, data[start + 2] ?? 0]);
      }
    },
  );

  it('in a wide colour space are converted to sRGB', async () => {
    const red = sharp({ create: { width: 64, height: 64, channels: 3, background: '#b43c32' } });
    const p3 = await red.withIccProfile('p3').png().toBuffer();
    const { data } = await sharp(p3, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    // The stored numbers are those of P3, so they must differ for the colour to be the same.
    expect(Math.abs((data[0] ?? 0) - 0xb4)).toBeGreaterThan(6);
    const output = await render(await fileWith('p3.png', p3));
    near((await decoded(output, 'preview')).at(0.5, 0.5), [0xb4, 0x3c, 0x32], 5);
    expect(output.metadata?.colorProfile).toMatch(/p3/i);
  });

  it('in CMYK come out in the colours that were meant', async () => {
    const cmyk = await solid(64, 64, '#a08060')
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg()
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const output = await render(await fileWith('print.jpg', cmyk));
    near((await decoded(output, 'preview')).at(0.5, 0.5), [0xa0, 0x80, 0x60], 20);
  });

  it('in 16 bits or grey come out right', async () => {
    const deep = await solid(64, 64, '#a08060').toColourspace('rgb16').png().toBuffer();
    near(
      (await decoded(await render(await fileWith('deep.png', deep)), 'preview')).at(0.5, 0.5),
      [160, 128, 96],
    );
    const grey = await solid(64, 64, '#808080').toColourspace('b-w').jpeg().toBuffer();
    near(
      (await decoded(await render(await fileWith('grey.jpg', grey)), 'preview')).at(0.5, 0.5),
      [128, 128, 128],
    );
  });

  it('keep their transparency', async () => {
    const glass = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 200, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const output = await render(await fileWith('glass.png', glass));
    expect(output.hasAlpha).toBe(true);
    expect((await sharp(output.renditions[0]?.data).metadata()).hasAlpha).toBe(true);
  });

  it('that move say how long, and show their first frame', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((color) => solid(40, 40, color).png().toBuffer()),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 200, 300] })
      .toBuffer();
    const output = await render(await fileWith('moving.gif', gif));
    expect(output).toMatchObject({ width: 40, height: 40, frames: 3, durationMs: 600 });
    near((await decoded(output, 'preview')).at(0.5, 0.5), [255, 0, 0]);
  });
});

describe('what a picture says about itself', () => {
  it('is read from EXIF, apart from where it was taken', async () => {
    const jpeg = await solid(64, 64, '#fff')
      .withExif({
        IFD0: {
          Make: 'Canon',
          Model: 'EOS R5',
          Copyright: 'Sparklio',
          ImageDescription: 'Winter\u0000hero',
          Artist: 'NAME-HERE',
        },
        IFD2: {
          DateTimeOriginal: '2024:12:24 18:30:05',
          OffsetTimeOriginal: '+09:00',
          LensModel: 'RF 50mm',
          ExposureTime: '1/125',
          FNumber: '28/10',
          ISOSpeedRatings: '400',
          FocalLength: '50/1',
        },
        IFD3: {
          GPSLatitude: '37/1 33/1 0/1',
          GPSLatitudeRef: 'N',
          GPSLongitude: '126/1 58/1 0/1',
          GPSLongitudeRef: 'E',
        },
      })
      .jpeg()
      .toBuffer();
    // Programs write UTF-8 where the standard has ASCII.
    jpeg.set(Buffer.from('김민지'), jpeg.indexOf('NAME-HERE'));
    const output = await render(await fileWith('shoot.jpg', jpeg));
    expect(output.metadata).toMatchObject({
      camera: 'Canon EOS R5',
      lens: 'RF 50mm',
      exposure: '1/125 s · f/2.8 · ISO 400 · 50 mm',
      takenAt: '2024-12-24T18:30:05+09:00',
      creator: '김민지',
      copyright: 'Sparklio',
    });
    expect(output.gps?.latitude).toBeCloseTo(37.55, 2);
    expect(JSON.stringify(output.raw)).not.toMatch(/GPS|latitude/i);
    expect(JSON.stringify(output)).not.toContain('\\u0000');
  });

  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('is read from XMP in %s', async (format) => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:Rating="4"
        Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">겨울 하이힐</rdf:li></rdf:Alt></dc:title>
      <dc:subject><rdf:Bag><rdf:li>신발</rdf:li><rdf:li>winter</rdf:li></rdf:Bag></dc:subject>
      </rdf:Description></rdf:RDF></x:xmpmeta>`;
    const bytes = await solid(64, 64, '#fff').withXmp(xmp).toFormat(format).toBuffer();
    const { metadata } = await render(await fileWith(`x.${format}`, bytes));
    expect(metadata).toMatchObject({
      title: '겨울 하이힐',
      keywords: ['신발', 'winter'],
      rating: 4,
      digitalSourceType: 'trainedAlgorithmicMedia',
    });
  });

  it('is read from XMP that names a term by reference', async () => {
    const term = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
      <Iptc4xmpExt:DigitalSourceType rdf:resource="${term}"/></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const bytes = await solid(8, 8, '#fff').withXmp(xmp).jpeg().toBuffer();
    const { metadata } = await render(await fileWith('x.jpg', bytes));
    expect(metadata).toMatchObject({ digitalSourceType: 'trainedAlgorithmicMedia' });
  });

  it('tells how ComfyUI made it', async () => {
    const png = pngWithText(await solid(8, 8, '#fff').png().toBuffer(), {
      prompt: '{"3":{"class_type":"KSampler"}}',
      workflow: '{"nodes":[]}',
    });
    expect((await render(await fileWith('ComfyUI_00001_.png', png))).generation).toEqual({
      tool: 'comfyui',
      prompt: '{"3":{"class_type":"KSampler"}}',
      workflow: '{"nodes":[]}',
    });
  });

  it('tells how A1111 made it', async () => {
    const parameters = 'red high heels\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 1';
    const png = pngWithText(await solid(8, 8, '#fff').png().toBuffer(), { parameters });
    expect((await render(await fileWith('00001.png', png))).generation).toEqual({
      tool: 'a1111',
      parameters,
    });
  });
});

describe('hostile pictures', () => {
  it('that end early are shown as far as they go', async () => {
    const whole = await halves(1200, 900, '#ff0000', '#0000ff').jpeg({ quality: 90 }).toBuffer();
    const output = await render(await fileWith('cut.jpg', whole.subarray(0, Math.floor(whole.length * 0.6))));
    expect(output.problem).toMatchObject({ code: 'truncated' });
    expect(output).toMatchObject({ width: 1200, height: 900 });
    near((await decoded(output, 'preview')).at(0.1, 0.1), [255, 0, 0]);
  });

  it('that are noise behind a signature are corrupt', async () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251));
    const output = await render(
      await fileWith('noise.jpg', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), noise])),
    );
    expect(output).toMatchObject({ type: 'image', renditions: [], problem: { code: 'corrupt' } });
  });

  it('that lost even their signature are corrupt, not merely unknown', async () => {
    const output = await render(
      await fileWith(
        'photo.jpg',
        Uint8Array.from({ length: 900 }, (_, i) => (i * 7919) % 251),
      ),
    );
    expect(output).toMatchObject({ type: 'document', renditions: [], problem: { code: 'corrupt' } });
  });

  it('that would fill the memory are refused by their header alone', async () => {
    const output = await render(await fileWith('bomb.png', pngWithSize(100_000, 100_000)));
    expect(output).toMatchObject({ renditions: [], problem: { code: 'image_too_large' } });
  });

  it('that must be decoded as a whole are refused earlier', async () => {
    const output = await render(
      await fileWith('bomb.png', pngWithSize(22_000, 22_000, { interlaced: true })),
    );
    expect(output).toMatchObject({ renditions: [], problem: { code: 'image_too_large' } });
  });

  it('called .jpg are read as what they are', async () => {
    const output = await render(await fileWith('lie.jpg', await solid(64, 64, '#123456').png().toBuffer()));
    expect(output).toMatchObject({ mime: 'image/png', width: 64 });
  });
});
