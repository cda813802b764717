import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTextFiles } from './model-config.ts';
import { openClip } from './runtime.ts';
import { fixtures, readReference } from './testing/fixtures.ts';
import { createTextTokens } from './text-tokens.ts';

const cosine = (a: Float32Array, b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const largestDifference = (a: Float32Array, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(value - (a[i] ?? Number.NaN))));

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-clip-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe.each(['tiny-clip', 'tiny-siglip'] as const)('a model like %s', (name) => {
  const modelDir = join(fixtures, name);
  const clip = openClip(modelDir);

  it('gives a picture of its own size the vector of the reference', async () => {
    const { images } = await readReference(name);
    const vector = await clip.embedImage(join(fixtures, 'pictures', 'square.png'));
    expect(largestDifference(vector, images['square.png'] ?? [])).toBeLessThan(1e-3);
  });

  it.each(['wide.png', 'tall.png'])('resizes and crops %s as the reference does', async (file) => {
    const { images } = await readReference(name);
    const vector = await clip.embedImage(await readFile(join(fixtures, 'pictures', file)));
    expect(cosine(vector, images[file] ?? [])).toBeGreaterThan(0.999);
  });

  it('reads texts in several scripts, long and empty ones as the reference does', async () => {
    const { texts } = await readReference(name);
    const tokens = createTextTokens(await readTextFiles(modelDir));
    for (const { label, text, ids, vector } of texts) {
      expect(tokens(text), label).toEqual(ids);
      expect(largestDifference(await clip.embedText(text), vector), label).toBeLessThan(1e-3);
    }
  });

  it('gives vectors of length 1', async () => {
    for (const vector of [
      await clip.embedText('red high heels'),
      await clip.embedImage(join(fixtures, 'pictures', 'tall.png')),
    ]) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });

  it('reads Hangul that was taken apart into letters like Hangul in syllables', async () => {
    const whole = await clip.embedText('빨간 하이힐');
    expect(await clip.embedText('빨간 하이힐'.normalize('NFD'))).toEqual(whole);
  });

  it('sees a picture that is turned by its EXIF note as people see it', async () => {
    const upright = join(fixtures, 'pictures', 'wide.png');
    const turned = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await clip.embedImage(turned)).toEqual(await clip.embedImage(upright));
  });

  it('sees what is transparent over white, and grey as three equal colours', async () => {
    const shape = { width: 40, height: 40, channels: 4 as const };
    const clear = sharp({ create: { ...shape, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
    const white = sharp({ create: { ...shape, channels: 3, background: '#ffffff' } });
    const seen = await clip.embedImage(await white.png().toBuffer());
    expect(await clip.embedImage(await clear.png().toBuffer())).toEqual(seen);
    const grey = await white.clone().toColourspace('b-w').png().toBuffer();
    expect(await clip.embedImage(grey)).toEqual(seen);
  });

  it('refuses what is no picture without losing its place', async () => {
    await expect(clip.embedImage(Buffer.from('no picture'))).rejects.toMatchObject({ name: 'MediaError' });
    const thin = await sharp({ create: { width: 9000, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await clip.embedImage(thin)).toHaveLength(24);
  });
});

describe('a model whose files', () => {
  it('are missing is missing, until they are there', async () => {
    const folder = await temporaryFolder();
    const clip = openClip(folder);
    const words = clip.embedText('shoes');
    await expect(words).rejects.toMatchObject({ name: 'MediaError', code: 'model_missing', retry: true });
    await cp(join(fixtures, 'tiny-clip'), folder, { recursive: true });
    await expect(clip.embedText('shoes')).resolves.toHaveLength(24);
  });

  it('are damaged is missing too', async () => {
    const folder = await temporaryFolder();
    await cp(join(fixtures, 'tiny-clip'), folder, { recursive: true });
    await writeFile(join(folder, 'onnx', 'vision_model_quantized.onnx'), 'not a graph');
    await copyFile(join(folder, 'config.json'), join(folder, 'tokenizer.json'));
    const clip = openClip(folder);
    const picture = join(fixtures, 'pictures', 'square.png');
    await expect(clip.embedImage(picture)).rejects.toMatchObject({ code: 'model_missing' });
    await expect(clip.embedText('shoes')).rejects.toMatchObject({ code: 'model_missing' });
  });
});
