import { describe, expect, it } from 'vitest';
import { probeWithSize } from '../../probe-size.ts';
import { expectSurvival } from '../../testing/damage.ts';
import { decoded, fileWith, render } from '../../testing/fixtures.ts';
import { sample, samplePath } from '../../testing/samples.ts';
import { unpackBits } from './packbits.ts';

/** What the samples show from left to right. */
const bars = [
  [200, 40, 30],
  [40, 160, 60],
  [30, 60, 200],
  [240, 240, 240],
] as const;

const near = (color: number[], expected: readonly number[], within = 8): void => {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((color[i] ?? -999) - value), `${color} is not ${expected}`).toBeLessThanOrEqual(within);
  }
};

describe('Photoshop documents', () => {
  it.each(['rgb.psd', 'raw.psd'])('%s show their merged picture', async (name) => {
    const output = await render(samplePath(name));
    expect(output).toMatchObject({ type: 'image', mime: 'image/vnd.adobe.photoshop' });
    expect(output.problem).toBeUndefined();
    const picture = await decoded(output, 'preview');
    for (const [i, color] of bars.entries()) near(picture.at((i + 0.5) / 4, 0.5), color);
  });

  it('in grey are grey', async () => {
    const [light = 0, ...others] = (await decoded(await render(samplePath('grey.psd')), 'preview')).at(
      0.9,
      0.5,
    );
    near([light, ...others], [240, 240, 240]);
  });

  it('in CMYK come out in the colours that were meant', async () => {
    const output = await render(samplePath('cmyk.psd'));
    expect(output).toMatchObject({ width: 320, height: 160 });
    const picture = await decoded(output, 'preview');
    // No profile says what the inks look like, so only their order is known.
    for (const [i, strongest] of [0, 1, 2].entries()) {
      const color = picture.at((i + 0.5) / 4, 0.5);
      expect(color.indexOf(Math.max(...color))).toBe(strongest);
    }
    near(picture.at(0.9, 0.5), [240, 240, 240], 16);
  });

  it.each(['layered.psd', 'large.psb'])(
    '%s keep transparency and what was written about them',
    async (name) => {
      const output = await render(samplePath(name));
      expect(output).toMatchObject({
        width: 96,
        height: 64,
        hasAlpha: true,
        metadata: { title: '겨울 배너' },
      });
      // Half-transparent green has lost the white that Photoshop mixes in for others.
      near((await decoded(output, 'preview')).at(0.2, 0.5), [0, 200, 0]);
      near((await decoded(output, 'preview')).at(0.8, 0.5), [0, 0, 200]);
    },
  );

  it('far larger than a preview are averaged down while they are read', async () => {
    const width = 9_000;
    const picture = await decoded(await render(await fileWith('wide.psd', wide(width, 40))), 'preview');
    expect(picture).toMatchObject({ width: 1080, height: 5 });
    near(picture.at(0.25, 0.5), [255, 255, 255]);
    near(picture.at(0.75, 0.5), [0, 0, 0]);
  });

  it('tell their size before they are drawn', async () => {
    const never = new AbortController().signal;
    expect(await probeWithSize(samplePath('layered.psd'), 'layered.psd', never)).toMatchObject({
      type: 'image',
      width: 96,
      height: 64,
    });
  });

  it('of more pixels than are read say so', async () => {
    const bomb = Buffer.from(await sample('rgb.psd'));
    bomb.writeUInt32BE(30_000, 14);
    bomb.writeUInt32BE(30_000, 18);
    const output = await render(await fileWith('bomb.psd', bomb));
    expect(output).toMatchObject({ renditions: [], problem: { code: 'image_too_large' } });
  });

  it('without a merged picture or a small one say so', async () => {
    const bytes = Buffer.from(await sample('rgb.psd'));
    const version = bytes.indexOf(Buffer.from('8BIM\x04\x21', 'latin1'));
    expect(version).toBeGreaterThan(0);
    bytes[version + 8 + 4 + 4] = 0;
    const output = await render(await fileWith('blank.psd', bytes));
    expect(output).toMatchObject({ width: 320, renditions: [], problem: { code: 'unsupported' } });
  });

  it.each(['rgb.psd', 'layered.psd', 'large.psb'])(
    '%s that are damaged cost nothing but their preview',
    async (name) => {
      await expectSurvival(name, await sample(name));
    },
  );

  it('have their rows unpacked whatever these say', () => {
    const row = Buffer.alloc(6, 9);
    unpackBits(Buffer.from([1, 5, 6, 254, 7]), row);
    expect([...row]).toEqual([5, 6, 7, 7, 7, 0]);
    unpackBits(Buffer.from([127, 1, 2]), row);
    expect([...row]).toEqual([1, 2, 0, 0, 0, 0]);
    unpackBits(Buffer.from([129, 3, 128, 128]), row);
    expect([...row]).toEqual([3, 3, 3, 3, 3, 3]);
  });
});

/** A grey document of one plane without compression: its left half white, the right one black. */
function wide(width: number, height: number): Buffer {
  const header = Buffer.alloc(26);
  header.write('8BPS', 'latin1');
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 12);
  header.writeUInt32BE(height, 14);
  header.writeUInt32BE(width, 18);
  header.writeUInt16BE(8, 22);
  header.writeUInt16BE(1, 24);
  const row = Buffer.alloc(width);
  row.fill(255, 0, width / 2);
  return Buffer.concat([header, Buffer.alloc(14), ...Array.from({ length: height }, () => row)]);
}
