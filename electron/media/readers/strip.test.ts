import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { StripLayout } from '../../../shared/domain/asset.ts';
import type { RenderOutput } from '../protocol.ts';
import { ffmpeg, fileWith, render, temporaryFolder } from '../testing/fixtures.ts';
import { coarseToFine, readStrip, stripLayout } from './strip.ts';

const colours = ['red', 'lime', 'blue', 'yellow', 'magenta', 'cyan', 'white', 'black'] as const;
type Colour = (typeof colours)[number];
const rgb: Record<Colour, readonly [number, number, number]> = {
  red: [255, 0, 0],
  lime: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  white: [255, 255, 255],
  black: [0, 0, 0],
};

/** A film that shows each of the colours for one second. */
async function film(name: string, size = '320x180', ...options: string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  const parts = colours.map((colour, i) => `color=${colour}:s=${size}:d=1:r=10[c${i}]`);
  const all = `${colours.map((_, i) => `[c${i}]`).join('')}concat=n=${colours.length}:v=1`;
  const fast = name.endsWith('webm') ? ['-c:v', 'libvpx', '-deadline', 'realtime'] : ['-preset', 'ultrafast'];
  await ffmpeg(
    ...['-f', 'lavfi', '-i', [...parts, all].join(';'), '-pix_fmt', 'yuv420p'],
    ...fast,
    ...options,
    path,
  );
  return path;
}

const stripOf = ({ renditions }: RenderOutput) => renditions.find(({ kind }) => kind === 'strip');

interface Strip {
  readonly data?: Uint8Array | undefined;
  readonly layout?: StripLayout | undefined;
}

/** The colour in the middle of each frame, by the layout that goes with the strip. */
async function framesOf({ data, layout }: Strip = {}): Promise<Colour[]> {
  if (data === undefined || layout === undefined) return [];
  const { data: raw, info } = await sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: layout.frames }, (_, i) => {
    const x = ((i % layout.columns) + 0.5) * layout.width;
    const y = (Math.floor(i / layout.columns) + 0.5) * layout.height;
    const at = (Math.floor(y) * info.width + Math.floor(x)) * 3;
    const pixel = [...raw.subarray(at, at + 3)];
    const off = (colour: Colour): number =>
      rgb[colour].reduce((sum, value, channel) => sum + Math.abs(value - (pixel[channel] ?? 0)), 0);
    return [...colours].sort((a, b) => off(a) - off(b))[0] ?? 'black';
  });
}

/** Three frames of each colour. */
const inOrder = colours.flatMap((colour) => [colour, colour, colour]);

describe('the strip of a film', () => {
  it.each(['film.mp4', 'film.mov', 'film.webm'])(
    'like %s shows what is on screen along its length',
    async (name) => {
      const output = await render(await film(name));
      expect(stripOf(output)).toMatchObject({
        width: 1440,
        height: 540,
        layout: { frames: 24, columns: 6, width: 240, height: 135 },
      });
      expect(await framesOf(stripOf(output))).toEqual(inOrder);
    },
  );

  it('is upright where the film was filmed so', async () => {
    const path = join(await temporaryFolder(), 'upright.mp4');
    await ffmpeg('-i', await film('flat.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', path);
    const output = await render(path);
    expect(stripOf(output)?.layout).toEqual({ frames: 24, columns: 6, width: 135, height: 240 });
    expect(await framesOf(stripOf(output))).toEqual(inOrder);
  });

  it('comes from the key frames of a film that is too much to be decoded', async () => {
    // A key frame every half a second, as cameras make them.
    const path = await film('long.mp4', '320x180', '-g', '5');
    const told = { width: 320, height: 180, durationMs: 8_000, signal: new AbortController().signal };
    const strip = await readStrip(path, { ...told, rate: 1_000_000, limitMs: 60_000 });
    expect(strip && (await framesOf(strip))).toEqual(inOrder);
  });

  it('repeats its last picture where the file was cut off', async () => {
    const whole = await readFile(await film('whole.webm'));
    const output = await render(
      await fileWith('cut.webm', whole.subarray(0, Math.floor(whole.length * 0.6))),
    );
    const frames = await framesOf(stripOf(output));
    expect(frames.slice(0, 6)).toEqual(inOrder.slice(0, 6));
    expect(frames.at(-1)).not.toBe('black');
    expect(new Set(frames.slice(-5)).size).toBe(1);
  });

  it('is not made of a moment', async () => {
    const path = join(await temporaryFolder(), 'moment.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'color=red:s=64x64:d=0.2:r=10', '-pix_fmt', 'yuv420p', path);
    const output = await render(path);
    expect(output.renditions.map(({ kind }) => kind)).toEqual(['thumbnail', 'preview']);
    expect(output.problem).toBeUndefined();
  });

  it('is not there where nothing can be decoded', async () => {
    const whole = await readFile(await film('broken.mp4'));
    const output = await render(await fileWith('broken.mp4', whole.subarray(0, 400)));
    expect(output.renditions).toEqual([]);
  });

  it('does not cost the poster when it can not be made', async () => {
    // One frame that stands for four seconds, by its container.
    const path = join(await temporaryFolder(), 'still.mkv');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'color=red:s=64x64:d=0.1:r=10', '-f', 'lavfi', '-i', 'sine=d=4'],
      ...['-pix_fmt', 'yuv420p', path],
    );
    const output = await render(path);
    expect(output.renditions.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['thumbnail', 'preview']),
    );
  });

  it('ends with the request that it is for', async () => {
    const controller = new AbortController();
    const rendering = render(await film('cancelled.mp4'), { signal: controller.signal });
    controller.abort();
    await expect(rendering).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the layout of a strip', () => {
  const film = { width: 1920, height: 1080, durationMs: 60_000 };

  it.each([
    [{}, { frames: 24, columns: 6, width: 240, height: 135 }],
    [{ durationMs: 2_000 }, { frames: 8, columns: 6, width: 240, height: 135 }],
    [{ durationMs: 800 }, { frames: 3, columns: 3, width: 240, height: 135 }],
    [
      { width: 100, height: 80 },
      { frames: 24, columns: 6, width: 100, height: 80 },
    ],
    [
      { width: 4000, height: 4 },
      { frames: 24, columns: 6, width: 240, height: 1 },
    ],
    [{ durationMs: 400 }, undefined],
    [{ durationMs: 0 }, undefined],
    [{ durationMs: undefined }, undefined],
    [{ width: 16_384, height: 8_640 }, undefined],
    [{ width: undefined }, undefined],
  ])('of a film of a minute with %o', (change, layout) => {
    expect(stripLayout({ ...film, ...change })).toEqual(layout);
  });

  it('is filled from all over the film, the less the longer it takes', () => {
    expect(coarseToFine(24).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(coarseToFine(24).slice(0, 6)).toEqual([0, 16, 8, 4, 12, 20]);
  });
});
