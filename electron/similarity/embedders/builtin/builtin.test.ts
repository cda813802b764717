import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cosine } from '../../vectors.ts';
import { type BuiltinEmbedder, CLASSIC_MODEL, createBuiltinEmbedder, VISUAL_MODEL } from './index.ts';
import { toSquares } from './preprocess.ts';

const resources = join(import.meta.dirname, '../../../../resources');
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const pictures = ['gradient.png', 'logo-alpha.png', 'photo-rotated.jpg'];
const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);

let embedder: BuiltinEmbedder;
beforeAll(async () => {
  embedder = await createBuiltinEmbedder(resources);
});
afterAll(() => embedder.close());

describe('the vectors', () => {
  it('have 480 numbers and length 1, from a path as from bytes', async () => {
    expect(embedder).toMatchObject({ model: VISUAL_MODEL, dimensions: 480 });
    const fromPath = await embedder.embedImage(fixture('photo-rotated.jpg'));
    const fromBytes = await embedder.embedImage(await readFile(fixture('photo-rotated.jpg')));
    expect(fromPath).toHaveLength(480);
    expect(lengthOf(fromPath)).toBeCloseTo(1, 5);
    expect([...fromBytes]).toEqual([...fromPath]);
  });

  it.each(pictures)('agree with the reference for %s', async (name) => {
    const vectors = z
      .record(z.string(), z.array(z.number()).length(480))
      .parse(JSON.parse(await readFile(fixture('vectors.json'), 'utf8')));
    const reference = Float32Array.from(vectors[name] ?? []);
    expect(cosine(await embedder.embedImage(fixture(name)), reference)).toBeGreaterThanOrEqual(0.999);
  });

  it('stay the same when many are asked for at once', async () => {
    const alone = await embedder.embedImage(fixture('gradient.png'));
    const together = await Promise.all(
      [...pictures, ...pictures].map((name) => embedder.embedImage(fixture(name))),
    );
    expect([...(together[0] ?? [])]).toEqual([...alone]);
    expect([...(together[3] ?? [])]).toEqual([...alone]);
  });
});

/** Scenes with little in common, at a size and with a grain like photographs have. */
const scene = (body: string): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600">${body}</svg>`))
    .jpeg({ quality: 92 })
    .toBuffer();
const scenes = (): Promise<Buffer[]> =>
  Promise.all([
    readFile(fixture('photo-rotated.jpg')),
    scene(
      '<rect width="900" height="340" fill="#8fc7ea"/><rect y="340" width="900" height="260" fill="#3b7a37"/>' +
        '<circle cx="700" cy="120" r="60" fill="#ffe27a"/><path d="M0 360 250 140 480 360Z" fill="#6d7079"/>',
    ),
    scene(
      '<rect width="900" height="600" fill="#2a1533"/>' +
        Array.from(
          { length: 9 },
          (_, i) =>
            `<rect x="${i * 100 + 10}" y="${80 + (i % 3) * 70}" width="60"` +
            ` height="520" fill="#${['e0457b', 'ffb347', '43d0c8'][i % 3]}"/>`,
        ).join(''),
    ),
    scene(
      '<rect width="900" height="600" fill="#f4efe6"/><ellipse cx="450" cy="330" rx="230" ry="200" fill="#b5481f"/>' +
        '<path d="M450 140q40-90 120-70q-20 70-120 70" fill="#4f7d2a"/>',
    ),
  ]);

const edits: readonly (readonly [string, (picture: Buffer) => Promise<Buffer>])[] = [
  ['made smaller', (picture) => sharp(picture).autoOrient().resize(320).png().toBuffer()],
  ['compressed hard', (picture) => sharp(picture).autoOrient().jpeg({ quality: 30 }).toBuffer()],
  [
    'cropped at the edges',
    async (picture) => {
      const { data, info } = await sharp(picture).autoOrient().png().toBuffer({ resolveWithObject: true });
      const [left, top] = [Math.round(info.width * 0.06), Math.round(info.height * 0.06)];
      const region = { left, top, width: info.width - 2 * left, height: info.height - 2 * top };
      return sharp(data).extract(region).jpeg().toBuffer();
    },
  ],
];

describe('near-duplicates', () => {
  it.each(edits)('a picture %s is closer to itself than to any other', async (_edit, change) => {
    const originals = await scenes();
    const vectors = await Promise.all(originals.map((picture) => embedder.embedImage(picture)));
    for (const [index, picture] of originals.entries()) {
      const edited = await embedder.embedImage(await change(picture));
      const similarities = vectors.map((vector) => cosine(edited, vector));
      expect(similarities.indexOf(Math.max(...similarities))).toBe(index);
      expect(similarities[index]).toBeGreaterThan(0.75);
    }
  });
});

describe('unusual pictures', () => {
  it('sees a transparent picture as it looks on white', async () => {
    const clear = await readFile(fixture('logo-alpha.png'));
    const onWhite = await sharp(clear).flatten({ background: '#fff' }).png().toBuffer();
    const onBlack = await sharp(clear).flatten({ background: '#000' }).png().toBuffer();
    const vector = await embedder.embedImage(clear);
    const white = cosine(vector, await embedder.embedImage(onWhite));
    expect(white).toBeGreaterThan(cosine(vector, await embedder.embedImage(onBlack)));
  });

  it.each([
    ['grey', (p: Sharp) => p.flatten().greyscale().toColourspace('b-w').png()],
    ['grey with transparency', (p: Sharp) => p.ensureAlpha().greyscale().toColourspace('b-w').png()],
    ['16-bit', (p: Sharp) => p.toColourspace('rgb16').png()],
    ['CMYK', (p: Sharp) => p.flatten({ background: '#fff' }).toColourspace('cmyk').jpeg()],
  ])('understands a %s picture', async (_kind, convert) => {
    const picture = await convert(sharp(fixture('gradient.png'))).toBuffer();
    const vector = await embedder.embedImage(picture);
    expect(lengthOf(vector)).toBeCloseTo(1, 5);
    expect(cosine(vector, await embedder.embedImage(fixture('gradient.png')))).toBeGreaterThan(0.4);
  });

  it.each([
    ['of one colour', { width: 64, height: 64, channels: 3, background: '#fff' }],
    ['of one pixel', { width: 1, height: 1, channels: 3, background: '#c33' }],
    ['fully transparent', { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } }],
  ] as const)('gives a picture %s a vector of length 1', async (_kind, create) => {
    const vector = await embedder.embedImage(await sharp({ create }).png().toBuffer());
    expect(lengthOf(vector)).toBeCloseTo(1, 5);
  });
});

describe('files that are no pictures', () => {
  it.each([
    ['noise', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251))],
    ['nothing', Buffer.alloc(0)],
    ['a PNG header alone', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('refuses %s with an error that says so', async (_what, bytes) => {
    await expect(embedder.embedImage(bytes)).rejects.toMatchObject({
      name: 'MediaError',
      code: expect.stringMatching(/^(corrupt|truncated|unsupported)$/),
      retry: false,
    });
  });

  it('refuses a picture that claims more pixels than allowed before decoding it', async () => {
    const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#abc' } })
      .png()
      .toBuffer();
    await expect(toSquares(picture, 119_999)).rejects.toMatchObject({ code: 'image_too_large' });
    await expect(toSquares(picture, 120_000)).resolves.toBeDefined();
  });

  it('refuses a bomb of a billion pixels', async () => {
    // A valid header is enough: nothing after it is to be read.
    const header = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    header.writeUInt32BE(40_000, 16);
    header.writeUInt32BE(40_000, 20);
    await expect(embedder.embedImage(header)).rejects.toMatchObject({ name: 'MediaError' });
  });
});

describe('without ONNX', () => {
  let folder: string;
  let classic: BuiltinEmbedder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparklio-embedder-'));
    await cp(join(resources, 'models'), join(folder, 'models'), { recursive: true });
    await writeFile(join(folder, 'models', 'visual-features.onnx'), 'not a model');
    classic = await createBuiltinEmbedder(folder);
  });
  afterAll(async () => {
    await classic.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('goes by colours and edges alone, under a name of its own, and says why', async () => {
    expect(classic).toMatchObject({ model: CLASSIC_MODEL, dimensions: 224, problem: expect.any(String) });
    const vector = await classic.embedImage(fixture('gradient.png'));
    expect(vector).toHaveLength(224);
    expect(lengthOf(vector)).toBeCloseTo(1, 5);
  });

  it('still finds a compressed picture again', async () => {
    const originals = await scenes();
    const vectors = await Promise.all(originals.map((picture) => classic.embedImage(picture)));
    const edited = await classic.embedImage(await sharp(originals[1]).jpeg({ quality: 30 }).toBuffer());
    const similarities = vectors.map((vector) => cosine(edited, vector));
    expect(similarities.indexOf(Math.max(...similarities))).toBe(1);
  });

  it('fails to open where the whitening is missing or of another size', async () => {
    await expect(createBuiltinEmbedder(join(folder, 'nowhere'))).rejects.toThrow(/whiten/);
    const short = await mkdtemp(join(tmpdir(), 'sparklio-embedder-'));
    await cp(join(folder, 'models'), join(short, 'models'), { recursive: true });
    await writeFile(join(short, 'models', 'whiten.f32'), Buffer.alloc(16));
    await expect(createBuiltinEmbedder(short)).rejects.toThrow(/16 bytes/);
    await rm(short, { recursive: true, force: true });
  });
});
