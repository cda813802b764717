import { describe, expect, it } from 'vitest';
import { probeWithSize } from '../probe-size.ts';
import { expectSurvival } from '../testing/damage.ts';
import { decoded, fileWith, render } from '../testing/fixtures.ts';
import { sample, samplePath } from '../testing/samples.ts';

const near = (color: number[], expected: readonly number[], within = 10): void => {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((color[i] ?? -999) - value), `${color} is not ${expected}`).toBeLessThanOrEqual(within);
  }
};

describe('HEIC pictures', () => {
  it('are shown, with what the camera wrote', async () => {
    const output = await render(samplePath('photo.heic'));
    expect(output).toMatchObject({
      type: 'image',
      mime: 'image/heic',
      width: 320,
      height: 160,
      metadata: { camera: 'Apple iPhone 15' },
    });
    expect(output.problem).toBeUndefined();
    const picture = await decoded(output, 'preview');
    near(picture.at(0.1, 0.5), [200, 40, 30]);
    near(picture.at(0.4, 0.5), [40, 160, 60]);
    near(picture.at(0.6, 0.5), [30, 60, 200]);
  });

  it('are turned by their container, not by EXIF once more', async () => {
    const output = await render(samplePath('exif-turned.heic'));
    expect(output).toMatchObject({ width: 320, height: 160 });
    near((await decoded(output, 'preview')).at(0.1, 0.5), [200, 40, 30]);
  });

  it('whose boxes lead nowhere are damaged, and nobody goes round in circles', async () => {
    const bytes = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      Buffer.alloc(200),
    ]);
    const output = await render(await fileWith('circle.heic', bytes));
    expect(output).toMatchObject({ mime: 'image/heic', renditions: [], problem: { code: 'corrupt' } });
  });

  it('in tiles are put together', async () => {
    const output = await render(samplePath('tiles.heic'));
    expect(output).toMatchObject({ width: 1024, height: 512 });
    const picture = await decoded(output, 'preview');
    near(picture.at(0.1, 0.9), [200, 40, 30]);
    near(picture.at(0.6, 0.1), [30, 60, 200]);
    near(picture.at(0.95, 0.95), [240, 240, 240]);
  });

  it('keep their transparency', async () => {
    const output = await render(samplePath('glass.heic'));
    expect(output.hasAlpha).toBe(true);
    near((await decoded(output, 'preview')).at(0.1, 0.5), [200, 40, 30]);
  });

  it('in a wide colour space are converted to sRGB', async () => {
    const output = await render(samplePath('wide.heic'));
    expect(output.metadata?.colorProfile).toMatch(/p3/i);
    // What LittleCMS makes of (180, 60, 50) in P3.
    near((await decoded(output, 'preview')).at(0.5, 0.5), [195, 47, 42], 6);
  });

  it('tell their size before they are drawn', async () => {
    const { signal } = new AbortController();
    expect(await probeWithSize(samplePath('tiles.heic'), 'a.heic', signal)).toMatchObject({
      width: 1024,
      height: 512,
    });
  });

  it('that end early say so', async () => {
    const whole = await sample('photo.heic');
    const output = await render(await fileWith('cut.heic', whole.subarray(0, whole.length - 200)));
    expect(output).toMatchObject({
      renditions: [],
      problem: { code: expect.stringMatching(/corrupt|truncated/) },
    });
  });

  it('that are damaged cost nothing but their preview', async () => {
    await expectSurvival('photo.heic', await sample('photo.heic'));
  });
});

describe('AVIF pictures', () => {
  it('that are damaged cost nothing but their preview', async () => {
    await expectSurvival('photo.avif', await sample('photo.avif'));
  });
});
